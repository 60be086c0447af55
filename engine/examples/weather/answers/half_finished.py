"""5 points: the first notebook's first answers, with mistakes; the second is untouched."""

# %% reading/rain
rain = pd.read_csv("data/rain.csv", index_col="date", parse_dates=True)

# %% reading/monthly_total
def monthly_total(rain, station):
    print("adding up", station)
    return rain[station].groupby(rain.index.month).sum().to_dict()

# %% reading/spells
class Spell:
    days = count(amounts)

"""12 points: right, but a warning while a test runs costs its points, as always with nbgrader."""

# %% reading/rain
rain = pd.read_csv("data/rain.csv", index_col="date", parse_dates=True)

# %% reading/monthly_total
import warnings


def monthly_total(rain, station):
    warnings.warn("empty fields count as dry days")
    return rain[station].fillna(0).groupby(rain.index.month).sum().to_dict()


# %% reading/spells
class Spell:
    def __init__(self, start):
        self.start, self.amounts = start, []

    @property
    def days(self):
        return len(self.amounts)

    @property
    def mean(self):
        return sum(self.amounts) / self.days


def spells(series):
    found = []
    for day, amount in series.items():
        if not amount > 0:
            found.append(None)
            continue
        if not found or found[-1] is None:
            found.append(Spell(day))
        found[-1].amounts.append(amount)
    return list(filter(None, found))


# %% plotting/mean_by_month
def mean_by_month(rain):
    return rain.groupby(rain.index.month).agg("mean")


# %% plotting/draw
fig, ax = plt.subplots()
for station in STATIONS:
    ax.plot([1, 2, 3], mean_by_month(rain)[station], "o-", label=station)
ax.set(title="Rain", xlabel="month", ylabel="mm a day")
ax.legend()


# %% plotting/wet_stations
def wet_stations(rain, day):
    return {station for station in rain.columns if rain.loc[day, station] > 0}

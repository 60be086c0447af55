"""3 points: days without a measurement count as dry in means, and spells are lists."""

# %% reading/rain
rain = pd.read_csv("data/rain.csv", index_col="date", parse_dates=True).fillna(0)


# %% reading/monthly_total
def monthly_total(rain, station):
    return {month: rain.loc[f"2025-{month:02}", station].sum() for month in (1, 2, 3)}


# %% reading/spells
def spells(series):
    runs = [[]]
    for amount in series:
        if amount > 0:
            runs[-1].append(amount)
        elif runs[-1]:
            runs.append([])
    return runs


# %% plotting/mean_by_month
def mean_by_month(rain):
    return rain.fillna(0).groupby(rain.index.month).mean()


# %% plotting/draw
fig, ax = plt.subplots()
ax.plot(mean_by_month(rain))
ax.set_title("Rain")


# %% plotting/wet_stations
def wet_stations(rain, day):
    return [station for station in STATIONS if rain.loc[day, station] > 0]

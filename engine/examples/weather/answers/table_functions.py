"""15 points: everything is right, in another style than the source's."""

# %% reading/rain
rain = pd.read_csv("data/rain.csv")
rain["date"] = pd.to_datetime(rain["date"])
rain = rain.set_index("date")


# %% reading/monthly_total
def monthly_total(rain, station):
    if station not in STATIONS:
        raise KeyError(f"no station {station}")
    totals = dict.fromkeys((1, 2, 3), 0.0)
    for day, amount in rain[station].dropna().items():
        totals[day.month] += amount
    return totals


# %% reading/spells
from dataclasses import dataclass


@dataclass
class Spell:
    start: pd.Timestamp
    amounts: list

    @property
    def days(self):
        return len(self.amounts)

    @property
    def mean(self):
        return np.mean(self.amounts)


def spells(series):
    wet = series.fillna(0) > 0
    number = (wet != wet.shift()).cumsum()
    return (Spell(g.index[0], g.tolist()) for _, g in series[wet].groupby(number[wet]))


# %% plotting/mean_by_month
def mean_by_month(rain):
    return pd.DataFrame({month: rain[rain.index.month == month].mean() for month in (1, 2, 3)}).T


# %% plotting/draw
ax = mean_by_month(rain).plot(title="Rain at three stations", xlabel="month", ylabel="mm a day")


# %% plotting/wet_stations
def wet_stations(rain, day):
    row = rain.loc[day]
    return set(row.index[row > 0])

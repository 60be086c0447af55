"""The stations of the measurements."""

STATIONS = ["harbour", "hill", "airport"]


def is_station(name):
    """Whether there is a station of this name."""
    return name in STATIONS

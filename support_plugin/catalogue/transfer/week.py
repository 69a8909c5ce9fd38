"""A working week in the file: `{"monday": ["08:00-17:00"], …}`, in the minutes of `sla.week` and back."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def in_times(week):
    return {
        name: [f"{_time(start)}-{_time(end)}" for start, end in week.get(str(day), [])]
        for day, name in enumerate(DAYS)
    }


def in_minutes(week):
    return {
        str(day): [[_minutes(time) for time in hours.split("-")] for hours in week[name]]
        for day, name in enumerate(DAYS)
    }


def _time(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(time):
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)

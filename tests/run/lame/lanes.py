from django.conf import settings

from core.lanes import lane


@lane("lame", pause=0.1)
def stumble():
    """Crashes once in each data folder, then says how often it ran."""
    first, count = settings.VAR / "stumbled", settings.VAR / "times"
    if not first.exists():
        first.touch()
        raise RuntimeError("the lane's first turn always fails")
    count.write_text(str(int(count.read_text()) + 1 if count.exists() else 1))
    return 0

"""Files that the virus scanner said something of, as whoever decides on them finds them."""

from core import things
from core.gate import is_member
from files.models import StoredFile
from files.places import places_of_holders
from files.rules import decides


def to_decide_by(user):
    """[(file, Place or None)] of the files that this person decides on, the longest waiting first; the number of
    queries does not depend on how many there are."""
    if not is_member(user):
        return []
    files = list(StoredFile.objects.to_decide().select_related("uploader__entry").order_by("scanned_at", "id"))
    holders = things.resolve([file.holder for file in files], user)
    mine = [file for file in files if decides(user, file, holders.get(file.holder))]
    places = places_of_holders([file.holder for file in mine], user)
    return [(file, places.get(file.holder)) for file in mine]

"""Names as programmes from elsewhere write them, parted as ours are."""

from dataclasses import dataclass

from core.search import fold

TITLES = ("pr", "prof", "professeur", "dr", "docteur", "m", "mr", "mme", "mlle", "mrs", "ms", "monsieur", "madame")
KNOWN = {"prof": "Pr", "professeur": "Pr", "docteur": "Dr", "mr": "M.", "m": "M.", "monsieur": "M.", "madame": "Mme"}
BEFORE_A_NICKNAME = ("dit", "dite")
BEFORE_A_SURNAME = ("ould", "ag", "de", "du", "da", "van", "von")


@dataclass(frozen=True)
class Name:
    """A name in its parts."""

    given: str
    family: str
    title: str = ""
    nickname: str = ""
    is_woman: bool = False

    @property
    def key(self) -> str:
        """Return what is the same for one name in any order, accents and capitals, with its title or without."""
        return " ".join(sorted(fold(f"{self.given} {self.family}").split()))


def parted(name: str) -> Name:
    """Return « Dr Fatoumata DIARRA » or « Fatoumata Diarra » in its parts; what is one word is a family name."""
    words = [word for word in name.replace(",", " ").split() if word]
    title = ""
    while len(words) > 1 and (plain := fold(words[0]).strip(".")) in TITLES:
        title = title or KNOWN.get(plain, words[0].strip("."))
        words = words[1:]
    cut = next((place for place, word in enumerate(words) if place and fold(word) in BEFORE_A_NICKNAME), len(words))
    is_woman = fold("".join(words[cut : cut + 1])) == "dite"
    words, nickname = words[:cut], " ".join(words[cut + 1 :])
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        given = " ".join(word for word in words if word not in capitals)
        return Name(given, " ".join(capitals), title, nickname, is_woman)
    last = -1
    while len(words) > 1 - last and fold(words[last - 1]) in BEFORE_A_SURNAME:
        last -= 1
    return Name(" ".join(words[:last]), " ".join(words[last:]) or name, title, nickname, is_woman)

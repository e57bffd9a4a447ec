"""How much each word counts, the same in every engine: an engine says how many documents have a term, and multiplies
what is said here with BM25's share for a term's frequency and a field's length (k1 1.2, b 0.75)."""

import math

TITLE = 0.8  # what a word in the title adds, as a share of the same word's weight; titles are in the body field too
OTHERWISE = 0.6  # the weight of a concept's other labels against the words typed
AS_TYPED = 0.3  # what a word adds where it stands exactly as typed (measured: 0.003 to 0.008 nDCG@10 more)
TAGGED = 0.001  # the score of what bears the concept and none of its words: found, below what speaks of it
SLOP = 1  # words that may stand between those of a concept's label
FACETS = {"kind": 100, "language": 20, "concept": 1000, "trait": 1000}
OF_A_WHOLE = ("kind", "language", "concept")  # what the parts of a whole are counted by
WHOLES = 5000  # of which parts are counted once; beyond that many in one answer parts count for themselves


def idf(documents, having):
    """BM25's inverse document frequency."""
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))


class Weights:
    """The weights of terms over all the indexes that are opened, together: with each index's own numbers alone, the
    words of a small space would seem common, and what it holds would sink below everything in commons.

    having(field, term) -> documents of the opened indexes with a term in a field; documents: how many there are.
    """

    def __init__(self, having, documents):
        self.having, self.documents = having, documents
        self._known = {}

    def of(self, field, term):
        """The term's inverse document frequency.

        It is taken among the documents of the term's language, or a language's commonest words would pass for rare
        where it is one of five; and stretched so that the rarest word of each language weighs the same.
        """
        if (field, term) not in self._known:
            having = self.having(field, term)
            language = term.partition(":")[0] if field == "body" and ":" in term else ""
            there = self.having("language", language) if language else self.documents
            there = max(there, having, 1)
            rarest = idf(max(self.documents, 1), 1) / idf(there, 1)
            self._known[field, term] = idf(there, having) * rarest
        return self._known[field, term]

    def of_those_that_stand(self, terms):
        """{term: weight} of those that stand anywhere: what nobody wrote would outweigh all the rest."""
        return {term: self.of("body", term) for term in terms if self.having("body", term)}

"""Which addresses of ours lead to which kind of thing, so that a pasted link becomes a reference."""

KIND_BY_PREFIX = {
    "/forum/t/": "topic",
    "/forum/p/": "post",
    "/forum/b/": "board",
    "/people/": "person",
    "/spaces/": "space",
    "/thesaurus/": "concept",
    "/files/": "file",
}

"""Names for things that have an address: short, random, and telling nothing."""

import secrets

from django.db import models

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 characters, without l, o, 0 and 1, which people misread
LENGTH = 10


def new_ref():
    """Ten characters from 50 random bits: the only name of a row in addresses, forms, keys, mails and exports."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class RefField(models.CharField):
    """The `ref` of a row: unique, made at once, never edited."""

    def __init__(self, **options):
        options.update(max_length=LENGTH, unique=True, default=new_ref, editable=False)
        super().__init__(**options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        for fixed in ("max_length", "unique", "default", "editable"):
            options.pop(fixed, None)
        return name, path, args, options

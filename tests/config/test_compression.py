"""Pages travel compressed, but for those whose length could tell a secret."""

import gzip

import pytest

pytestmark = pytest.mark.django_db
ACCEPTS = {"accept-encoding": "gzip, br"}


def encoding(response):
    return response.get("Content-Encoding", "")


def test_a_page_is_compressed_for_who_can_read_that(as_member):
    compressed, plain = as_member.get("/forum/", headers=ACCEPTS), as_member.get("/forum/")

    assert (encoding(compressed), encoding(plain)) == ("gzip", "")
    assert len(compressed.content) < len(plain.content) / 2
    assert gzip.decompress(compressed.content).startswith(b"<!DOCTYPE html>")


def test_what_answers_a_query_or_a_form_is_not(as_member):
    asked = as_member.get("/search/?q=witness", headers=ACCEPTS)
    sent = as_member.post("/accounts/password/change/", {}, headers=ACCEPTS)

    assert (asked.status_code, encoding(asked)) == (200, "")
    assert encoding(sent) == ""
    assert sent.content.startswith(b"<!DOCTYPE html>")

"""The taxonomy: words are only appended."""


def test_published_words_stay_first_and_in_order(tables, data):
    published = (data / "causes.txt").read_text(encoding="utf-8").split()
    assert list(tables.causes.words())[: len(published)] == published


def test_words_are_words_and_mean_something(tables):
    words = tables.causes.words()
    assert len(words) == len(set(words))
    for word in words:
        assert word.isidentifier()
        assert word == word.lower()
        assert len(tables.causes.means(word)) > 20
        assert word in tables.causes
    assert "no_such_word" not in tables.causes
    assert tables.causes.means("no_such_word") is None


def test_what_the_words_mean(tables):
    assert "NumPy 1 vs 2" in tables.causes.means("numpy_abi_mismatch")
    assert tables.causes.as_of >= "2026-11-22"

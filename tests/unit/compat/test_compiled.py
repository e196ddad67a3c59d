"""What envdoctor reads at run time says exactly what people maintain."""

import json

SUBJECTS = {
    "causes", "cuda", "gpus", "known_bad", "libraries", "mmcv_wheels", "openmmlab", "torch",
}  # fmt: skip


def test_every_table_of_the_design_is_there(compiler):
    assert set(compiler.subjects()) >= SUBJECTS


def test_the_compiled_files_put_together_are_the_toml(compiler):
    folder = compiler.TABLES / "compiled"
    for subject in compiler.subjects():
        together = {}
        for name in (subject, *compiler.PARTS.get(subject, {})):
            together.update(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
        assert together == compiler.read(subject), f"run tools/tables/compile.py: {subject}"


def test_no_compiled_file_is_left_over(compiler):
    there = {path.stem for path in (compiler.TABLES / "compiled").iterdir()}
    assert there == set(compiler.compiled())


def test_check_mode_agrees(compiler, capsys):
    assert compiler.main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_check_mode_names_a_stale_table(compiler, capsys, monkeypatch, tmp_path):
    for path in compiler.TABLES.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(compiler, "TABLES", tmp_path)
    monkeypatch.setattr(compiler, "subjects", lambda root=tmp_path: ["causes"])
    monkeypatch.setattr(compiler, "compiled", lambda root=tmp_path: {"causes": "{}\n"})
    assert compiler.main(["--check"]) == 1
    assert "causes" in capsys.readouterr().out
    assert not (tmp_path / "compiled" / "causes.json").exists()
    assert compiler.main([]) == 0
    assert (tmp_path / "compiled" / "causes.json").read_text() == "{}\n"


def test_what_check_reads_stays_small(compiler):
    """About 160 MB of JSON parse in a second, so these stay well below 5 ms."""
    texts = compiler.compiled()
    everywhere = ("torch", "openmmlab", "known_bad", "libraries", "cuda")
    assert sum(len(texts[name]) for name in everywhere) < 350_000
    seldom = ("known_errors",)  # read by explain alone
    assert sum(len(text) for name, text in texts.items() if name not in seldom) < 600_000

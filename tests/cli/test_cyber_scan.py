"""`impetus cyber scan`: hits and a summary, as words and as JSON a line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

RULE = """
title: Service stopped
id: aaaaaaaa-0000-4000-8000-000000000001
level: high
author: somebody
logsource: {product: windows, category: process_creation}
detection: {selection: {Image|endswith: '\\sc.exe', CommandLine|contains: ' stop '}, condition: selection}
---
title: Lost
id: aaaaaaaa-0000-4000-8000-000000000002
logsource: {product: cisco, service: aaa}
detection: {keywords: [port-control], condition: keywords}
"""
EVENT = {
    "Event": {
        "System": {
            "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}},
            "EventID": 1,
            "Channel": "Microsoft-Windows-Sysmon/Operational",
            "Computer": "host",
            "TimeCreated": {"#attributes": {"SystemTime": "2026-11-23T20:00:00Z"}},
        },
        "EventData": {"Image": "C:\\Windows\\sc.exe", "CommandLine": "sc stop x"},
    }
}


def _run(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "impetus", "cyber", "scan", *map(str, words), "--no-cache"],
        capture_output=True, text=True, check=False, cwd=cwd,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/made.yml").write_text(RULE)
    (tmp_path / "rules/bad.yml").write_text("title: bad\n")
    logs = tmp_path / "logs"
    logs.mkdir()
    other = {"Event": {**EVENT["Event"], "EventData": {"Image": "C:\\Windows\\net.exe"}}}
    flat = {"Channel": "Security", "EventID": 4688, "NewProcessName": "C:\\sc.exe", "CommandLine": "sc stop y"}
    beats = {
        "@timestamp": "2026-11-23T20:00:01Z",
        "winlog": {
            "channel": "Microsoft-Windows-Sysmon/Operational",
            "event_id": 1,
            "event_data": EVENT["Event"]["EventData"],
        },
    }
    (logs / "a.jsonl").write_text("\n".join([*map(json.dumps, (other, EVENT, flat, beats)), "{broken", "3"]))
    (logs / "b.json").write_text(json.dumps(EVENT, indent=1) + "\n" + json.dumps(other, indent=1))
    (logs / "c.log").write_text("nothing\nUser:admin no access-session port-control\n")
    (logs / "d.evtx").write_bytes(b"ElfFile\0" + b"\1" * 4096)
    return tmp_path


def test_scanning_files(folder: Path):
    ran = _run(
        "--rules", "rules", "--logs", "logs/a.jsonl", "logs/b.json", "logs/c.log", "logs/d.evtx", "--json", cwd=folder
    )
    assert ran.returncode == 0, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    hits = [(one["file"], one["record"], one["title"]) for one in lines if one["type"] == "hit"]
    assert hits == [
        ("logs/a.jsonl", 2, "Service stopped"),
        ("logs/a.jsonl", 3, "Service stopped"),
        ("logs/a.jsonl", 4, "Service stopped"),
        ("logs/b.json", 1, "Service stopped"),
        ("logs/c.log", 2, "Lost"),
    ]
    assert lines[0]["time"] == "2026-11-23T20:00:00Z"
    assert lines[0]["level"] == "high"
    assert lines[0]["author"] == "somebody"
    assert lines[0]["fields"] == {"CommandLine": "sc stop x", "Image": "C:\\Windows\\sc.exe"}
    assert {(one["file"], one["record"]) for one in lines if one["type"] == "unreadable"} >= {
        ("logs/a.jsonl", 5), ("logs/a.jsonl", 6), ("logs/d.evtx", 0),
    }  # fmt: skip
    summary = lines[-1]
    assert (summary["type"], summary["rules_loaded"], summary["rules_refused"]) == ("summary", 2, 1)
    assert [(one["title"], one["hits"]) for one in summary["rules"]] == [("Service stopped", 4), ("Lost", 1)]
    assert summary["refused"][0]["file"] == "bad.yml"


def test_a_source_that_is_named_parts_the_rules(folder: Path):
    named = _run("--rules", "rules", "--logs", "logs/c.log", "--source", "linux//sshd", cwd=folder)
    assert named.stdout.startswith("0 hits by 0 of 2 rules")
    meant = _run("--rules", "rules", "--logs", "logs/c.log", "--source", "cisco//aaa", cwd=folder)
    assert "1 hits by 1 of 2 rules" in meant.stdout


def test_a_path_that_is_not_there(folder: Path):
    ran = _run("--rules", "rules", "--logs", "gone", cwd=folder)
    assert ran.returncode == 1
    assert "There is no file gone." in ran.stderr

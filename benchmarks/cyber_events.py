"""Made-up Windows events, as an agent forwards them: mostly harmless, of many programs, with real attacks strewn in.

Images, users and parents recur as they do on real hosts; command lines, times and identifiers do not.
"""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

SYSMON = "Microsoft-Windows-Sysmon/Operational"
PROGRAMS = (
    "C:\\Windows\\System32\\svchost.exe", "C:\\Windows\\System32\\cmd.exe", "C:\\Windows\\System32\\conhost.exe",
    "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", "C:\\Windows\\System32\\taskhostw.exe",
    "C:\\Windows\\System32\\rundll32.exe", "C:\\Windows\\explorer.exe", "C:\\Windows\\System32\\msiexec.exe",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe", "C:\\Windows\\System32\\SearchIndexer.exe",
    "C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE", "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe",
    "C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE", "C:\\Windows\\System32\\backgroundTaskHost.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe", "C:\\Windows\\System32\\services.exe",
    "C:\\Windows\\System32\\net.exe", "C:\\Windows\\System32\\reg.exe", "C:\\Windows\\System32\\schtasks.exe",
    "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18\\MsMpEng.exe", "C:\\Windows\\System32\\lsass.exe",
)  # fmt: skip
WORDS = (
    "-k netsvcs -p -s", "/c dir", "--type=renderer --lang=it", "-NoProfile -File", "/Embedding", "/i update.msi /qn",
    "-secured", "query /fo csv", "-ServerName:App", "/n", "shell32.dll,Control_RunDLL", "use z: \\\\srv\\share",
)  # fmt: skip
KEYS = (
    "HKLM\\System\\CurrentControlSet\\Services\\W32Time\\Config\\LastKnownGoodTime",
    "HKU\\S-1-5-21-1\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\RecentDocs\\MRUListEx",
    "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\Results",
    "HKU\\S-1-5-21-1\\Software\\Google\\Chrome\\BLBeacon\\state",
)
DAY = 1_795_000_000


def made(count: int, seed: int = 1, attacks: Sequence[bytes] = ()) -> Iterator[bytes]:
    """Yield events as JSON lines (some 1,100 bytes each); one in two hundred is drawn from `attacks`."""
    draw = random.Random(seed)
    kinds = (_process, _process, _registry, _network, _image, _logon)
    for number in range(count):
        if attacks and draw.random() < 0.005:
            yield draw.choice(attacks)
        else:
            yield json.dumps(draw.choice(kinds)(draw, number)).encode()


def attacks_in(folder: Path) -> list[bytes]:
    """Return the events of a regression folder as JSON lines."""
    found = []
    for path in sorted(folder.rglob("*.json")):
        try:
            found.append(json.dumps(json.loads(path.read_text("utf-8"))).encode())
        except ValueError:
            continue
    return found


def _event(draw: random.Random, number: int, channel: str, event: int, data: dict[str, Any]) -> dict[str, Any]:
    seconds = number % 86_400
    stamp = f"2026-11-{1 + number // 86_400 % 28:02}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"
    system = {
        "Provider": {"#attributes": {"Name": channel.split("/")[0], "Guid": "5770385F-C22A-43E0-BF4C-06F5698FFBD9"}},
        "EventID": event, "Version": 5, "Level": 4, "Task": event, "Opcode": 0, "Keywords": "0x8000000000000000",
        "TimeCreated": {"#attributes": {"SystemTime": stamp}}, "EventRecordID": number,
        "Execution": {"#attributes": {"ProcessID": 3308, "ThreadID": 4008}}, "Channel": channel,
        "Computer": f"host-{draw.randrange(400)}.city.example", "Security": {"#attributes": {"UserID": "S-1-5-18"}},
    }  # fmt: skip
    return {"Event": {"System": system, "EventData": data}}


def _user(draw: random.Random) -> str:
    return "NT AUTHORITY\\SYSTEM" if draw.random() < 0.4 else f"CITY\\user{draw.randrange(600)}"


def _process(draw: random.Random, number: int) -> dict[str, Any]:
    image, parent = draw.choice(PROGRAMS), draw.choice(PROGRAMS)
    name = image.rsplit("\\", 1)[1]
    data = {
        "RuleName": "-", "UtcTime": "2026-11-23 20:00:00.000", "ProcessGuid": f"{draw.getrandbits(128):032X}",
        "ProcessId": draw.randrange(20_000), "Image": image, "FileVersion": "10.0.19041.1", "Description": name,
        "Product": "Microsoft® Windows® Operating System", "Company": "Microsoft Corporation",
        "OriginalFileName": name, "CurrentDirectory": "C:\\Windows\\system32\\", "User": _user(draw),
        "CommandLine": f'"{image}" {draw.choice(WORDS)} {draw.getrandbits(40):x} C:\\u\\{draw.randrange(9999)}.txt',
        "LogonGuid": "5AA13A44-568F-68FB-E39A-520000000000", "LogonId": "0x529ae3", "TerminalSessionId": 2,
        "IntegrityLevel": "High", "Hashes": f"MD5={draw.getrandbits(128):032X},IMPHASH={draw.getrandbits(128):032X}",
        "ParentProcessGuid": "5AA13A44-ADB3-68FE-BF1D-000000004002", "ParentProcessId": 10_048,
        "ParentImage": parent, "ParentCommandLine": f'"{parent}" {draw.choice(WORDS)} {draw.getrandbits(30):x}',
        "ParentUser": _user(draw),
    }  # fmt: skip
    return _event(draw, number, SYSMON, 1, data)


def _registry(draw: random.Random, number: int) -> dict[str, Any]:
    data = {
        "RuleName": "-", "EventType": "SetValue", "UtcTime": "2026-11-23 20:00:00.000", "ProcessId": 4,
        "Image": draw.choice(PROGRAMS), "TargetObject": f"{draw.choice(KEYS)}\\{draw.getrandbits(32):x}",
        "Details": f"DWORD (0x{draw.getrandbits(32):08x})", "User": _user(draw),
    }  # fmt: skip
    return _event(draw, number, SYSMON, 13, data)


def _network(draw: random.Random, number: int) -> dict[str, Any]:
    data = {
        "RuleName": "-", "UtcTime": "2026-11-23 20:00:00.000", "ProcessId": 4, "Image": draw.choice(PROGRAMS),
        "User": _user(draw), "Protocol": "tcp", "Initiated": "true", "SourceIp": f"10.0.{draw.randrange(256)}.7",
        "SourcePort": draw.randrange(65_536), "DestinationIp": f"93.184.{draw.randrange(256)}.{draw.randrange(256)}",
        "DestinationHostname": f"cdn{draw.randrange(999)}.example.org", "DestinationPort": 443,
    }  # fmt: skip
    return _event(draw, number, SYSMON, 3, data)


def _image(draw: random.Random, number: int) -> dict[str, Any]:
    data = {
        "RuleName": "-", "UtcTime": "2026-11-23 20:00:00.000", "ProcessId": 4, "Image": draw.choice(PROGRAMS),
        "ImageLoaded": f"C:\\Windows\\System32\\lib{draw.randrange(900)}.dll", "FileVersion": "10.0.1",
        "Hashes": f"MD5={draw.getrandbits(128):032X}", "Signed": "true", "Signature": "Microsoft Windows",
        "SignatureStatus": "Valid", "User": _user(draw),
    }  # fmt: skip
    return _event(draw, number, SYSMON, 7, data)


def _logon(draw: random.Random, number: int) -> dict[str, Any]:
    data = {
        "SubjectUserSid": "S-1-0-0", "SubjectUserName": "-", "TargetUserName": f"user{draw.randrange(600)}",
        "TargetDomainName": "CITY", "LogonType": draw.choice((2, 3, 5)), "LogonProcessName": "Kerberos",
        "WorkstationName": f"WS{draw.randrange(400)}", "IpAddress": f"10.0.{draw.randrange(256)}.9", "IpPort": "0",
        "ProcessName": "-", "AuthenticationPackageName": "Kerberos", "KeyLength": 0,
    }  # fmt: skip
    return _event(draw, number, "Security", draw.choice((4624, 4634, 4672)), data)

"""The form of every golden file: arrays, one case a line, and the comparison behind --check."""
import json
import math
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent.parent


def number(value):
    """A number with the fewest digits that give the same float32 (or float64) again."""
    value = np.asarray(value)[()]  # a scalar: the text of a 0-d array is cut to 8 digits
    if value.dtype.kind in "iub":
        return int(value)
    if not math.isfinite(value):
        raise ValueError("a golden holds finite numbers only")
    return float(str(value)) if value.dtype == np.float32 else float(value)


def array(value):
    """{"shape", "data"}; a "dtype" is named where it is not float32."""
    value = np.asarray(value)
    if value.dtype.kind == "O":
        raise ValueError("not an array")
    written = {"shape": list(value.shape), "data": [number(x) for x in value.reshape(-1)]}
    if value.dtype != np.float32:
        written["dtype"] = str(value.dtype)
    return written


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def text(document):
    """The document with one line a member, and one line an element of "cases"."""
    lines = []
    for key, value in document.items():
        if key == "cases":
            rows = ",\n".join(compact(case) for case in value)
            lines.append(f'"cases":[\n{rows}\n]')
        else:
            lines.append(f"{compact(key)}:{compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def largest_difference(old, new, where=""):
    """(difference / (1e-6 + |new|), where) of the worst number; any other difference raises."""
    if isinstance(old, bool) or isinstance(new, bool) or not isinstance(old, (int, float, dict, list)):
        if old != new or type(old) is not type(new):
            raise ValueError(f"{where}: {old!r} became {new!r}")
        return 0.0, where
    if isinstance(old, (int, float)):
        if type(old) is not type(new):
            raise ValueError(f"{where}: {old!r} became {new!r}")
        return abs(old - new) / (1e-6 + abs(new)), where
    if type(old) is not type(new) or len(old) != len(new):
        raise ValueError(f"{where}: another form or length")
    if isinstance(old, dict):
        if list(old) != list(new):
            raise ValueError(f"{where}: other members, {list(old)} became {list(new)}")
        pairs = [(old[key], new[key], f"{where}/{key}") for key in old]
    else:
        pairs = [(a, b, f"{where}/{label(a, i)}") for i, (a, b) in enumerate(zip(old, new))]
    return max((largest_difference(*pair) for pair in pairs), default=(0.0, where), key=lambda found: found[0])


def label(element, index):
    return element["name"] if isinstance(element, dict) and isinstance(element.get("name"), str) else index


def store(name, document, check, tolerance):
    """Writes tests/golden/NAME.json, or compares the committed one. Returns whether all is well; prints a line."""
    path = FOLDER / f"{name}.json"
    if not check:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(document), encoding="utf-8")
        print(f"{name}: {path.stat().st_size / 1024:.0f} KiB, {len(document.get('cases', [0]))} cases", flush=True)
        return True
    written = path.read_text(encoding="utf-8")
    if written == text(document):
        print(f"{name}: identical", flush=True)
        return True
    try:
        difference, where = largest_difference(json.loads(written), json.loads(text(document)))
    except ValueError as problem:
        print(f"{name}: DIFFERS: {problem}", flush=True)
        return False
    well = difference <= tolerance
    print(f"{name}: {'within' if well else 'DIFFERS by more than'} {tolerance:g}: {difference:.2g} at {where}", flush=True)
    return well

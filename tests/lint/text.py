"""Rules on the text of files: length, white space, leftover markers, words that do not belong here, headers."""

import re

from tree import Problem

LINES_MAX = 500
WIDTH_MAX = 120

# Spelled with one letter in brackets, so that this file does not hold what it looks for.
MARKERS = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
BANNED = {
    re.compile(r"\.\.[/]shared"): "a folder outside the project",
    re.compile(r"(?<![\w.])/(wor[k]|far[m])/"): "a path of one machine",
    re.compile(r"(pypi|pythonhosted|proxy\.golang|npmjs|deb\.debian|crates)\.(org|io)[/:\"' ]"):
        "the host name of a package registry; the clients know it",
    re.compile(r"\b(as an A[I]|language mode[l]|subagen[t]|this sessio[n])\b", re.IGNORECASE):
        "how the text was written",
}


def check(files):
    problems = []
    for file in files.values():
        problems += check_lines(file)
        problems += check_ending(file)
        if file.is_code or file.suffix == ".py":
            problems += check_length(file)
        if file.is_header:
            problems += check_header(file)
    return problems


def check_lines(file):
    problems = []
    for number, line in enumerate(file.lines, 1):
        marker = MARKERS.search(line)
        if marker:
            problems.append(Problem(file.path, number, f"leftover marker {marker[0]}; do it, or write an issue"))
        for pattern, what in BANNED.items():
            found = pattern.search(line)
            if found:
                problems.append(Problem(file.path, number, f"'{found[0]}' names {what}"))
        if "\t" in line:
            problems.append(Problem(file.path, number, "a tab; indent with spaces"))
        if line != line.rstrip():
            problems.append(Problem(file.path, number, "trailing white space"))
        if (file.is_code or file.suffix == ".py") and len(line) > WIDTH_MAX:
            problems.append(Problem(file.path, number, f"{len(line)} columns wide; the limit is {WIDTH_MAX}"))
    return problems


def check_ending(file):
    if not file.data:
        return [Problem(file.path, 1, "an empty file")]
    problems = []
    last = len(file.lines)
    if not file.data.endswith(b"\n"):
        problems.append(Problem(file.path, last, "no newline at the end of the file"))
    if b"\r" in file.data:
        problems.append(Problem(file.path, 1, "carriage returns; lines end with \\n alone"))
    try:
        file.data.decode()
    except UnicodeDecodeError as error:
        problems.append(Problem(file.path, file.data[:error.start].count(b"\n") + 1, "not UTF-8"))
    return problems


def check_length(file):
    if len(file.lines) > LINES_MAX:
        return [Problem(file.path, LINES_MAX, f"{len(file.lines)} lines, more than {LINES_MAX}; is it one capability?")]
    return []


def check_header(file):
    problems = []
    if not file.lines or not file.lines[0].startswith(("//", "/*")):
        problems.append(Problem(file.path, 1, "a header begins with a comment that says what it is for"))
    if file.suffix == ".hpp" and "#pragma once" not in file.lines:
        problems.append(Problem(file.path, 1, "no #pragma once"))
    if file.suffix == ".h":
        guard = next((line.split()[1] for line in file.lines if re.match(r"#ifndef \w+_H$", line)), None)
        if guard is None or f"#define {guard}" not in file.lines:
            problems.append(Problem(file.path, 1, "no include guard (#ifndef ..._H, #define ..._H)"))
    return problems

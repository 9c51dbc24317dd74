"""The forms of C# declarations, as expressions over the kinds of words (see `kinds`)."""

import re

from kavro_lint.languages.shapes import balanced

PARENTHESES = balanced(b"(", b")", 12)
BRACES = balanced(b"{", b"}", 12)
BRACKETS = balanced(b"[", b"]", 12)
ATTRIBUTES = rb"(?:%s)*+" % BRACKETS
CHAIN = rb"[Nn][Deg]*+"
TYPE = rb"(?:%s|p|P++)[uB]*+" % CHAIN
_BASE = rb"%s(?:%s)?+" % (TYPE, PARENTHESES)
_BOUND = rb"(?:%s|cu?|w\(\)|L)" % TYPE
# What type parameters must be.
CONSTRAINTS = rb"(?:H[Nn]:%s(?:,%s)*+)++" % (_BOUND, _BOUND)
match_using = re.compile(rb"n?Uf?(?:[Nn]=)?+%s;" % TYPE).match
match_namespace = re.compile(rb"M(?P<name>%s)(?P<end>[{;])" % CHAIN).match
match_attributes = re.compile(ATTRIBUTES).match
match_type = re.compile(
    rb"%s[fwj]*+(?P<kind>c|Rc?+|E)(?P<name>[Nn])(?P<parameters>(?:G|%s)*+)(?P<components>%s)?+"
    rb"(?P<bases>(?::%s(?:,%s)*+)?+)(?:%s)?+(?P<end>[{;])"
    % (ATTRIBUTES, BRACKETS, PARENTHESES, _BASE, _BASE, CONSTRAINTS)
).match
match_delegate = re.compile(
    rb"%s[fw]*+Tj?f?%s(?P<name>[Nn])(?P<parameters>(?:G|%s)*+)%s(?:%s)?+;"
    % (ATTRIBUTES, TYPE, BRACKETS, PARENTHESES, CONSTRAINTS)
).match
match_member = re.compile(
    rb"%s[fwj]*+(?:"
    rb"(?P<event>v)?(?P<type>%s)(?:(?P<indexer>(?:%s\.)?+t%s)|O(?P<operator>[^(]{1,3})%s"
    rb"|(?P<chain>%s)(?:(?P<parameters>(?:G|%s)*+)(?P<method>%s)|(?=[{a=;,])))"
    rb"|O%s%s|~?+(?P<constructor>[Nn])%s(?::t%s)?+)"
    % (ATTRIBUTES, TYPE, CHAIN, BRACKETS, PARENTHESES, CHAIN, BRACKETS, PARENTHESES,
       TYPE, PARENTHESES, PARENTHESES, PARENTHESES)
).match  # fmt: skip
match_constraints = re.compile(CONSTRAINTS).match
# The rest of an expression up to a comma or a semicolon, and up to a semicolon.
ITEM = rb"(?:[^,;(){}\[\]]|%s|%s|%s)*+" % (PARENTHESES, BRACES, BRACKETS)
match_item = re.compile(ITEM).match
match_rest = re.compile(rb"(?:[^;(){}]|%s|%s)*+;" % (PARENTHESES, BRACES)).match
match_constant = re.compile(rb"%s([Nn])(?:=%s)?+" % (ATTRIBUTES, ITEM)).match
match_component = re.compile(
    rb"%s[jfIt]*+(?P<type>%s)(?P<name>[Nn])(?:=%s)?+" % (ATTRIBUTES, TYPE, ITEM)
).match

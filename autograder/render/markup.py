"""What a student wrote or showed, as HTML that can do nothing: no script, no style, no request, no look of another.

Libraries do the parsing: nh3 keeps what is on a list of tags, markdown-it-py with HTML off makes Markdown, Pygments
colours code. Pictures are shown if they are what they say they are.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import unquote

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.render.wording import visible

LONGEST_TEXT: Final = 20_000
"""Characters of one output or one cell that are shown."""

LONGEST_MARKDOWN: Final = 10_000
COLOURED: Final = 8_000
"""Characters of Markdown, and of code in colours: their parsers take quadratic time for some texts."""

LONGEST_TABLE: Final = 200_000
"""Characters of HTML that are looked at; past it a table is shown as its text."""

LONGEST_NAME: Final = 200
"""Characters of a picture's name that are shown in its place."""

MAGIC: Final = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
"""First bytes of the pictures that are shown. SVG is a program, and is not."""

MOST_PIXELS: Final = 16_000_000
"""Of one picture: 4000 by 4000, some ten times what a figure has. A browser takes four bytes for each."""

TABLE_TAGS: Final = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
TEXT_TAGS: Final = {"b", "strong", "i", "em", "code", "sub", "sup", "br", "p"}
SPANS: Final = {"colspan", "rowspan"}

_EMPTY_HEADER: Final = re.compile(r"<th( [^>]*)?></th>")
_BLANKS = re.compile(r"(?<=\n)[ \t]+(?=\n)")
_ANSI: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_ADDRESS: Final = re.compile(r"https?://|mailto:", re.IGNORECASE)
_PASTED: Final = re.compile(r"(?<=\]\()data:(image/png|image/jpeg);base64,([A-Za-z0-9+/=]+)")
_ACTING: Final = re.compile(r"\\(?=href|url|class|style|cssId|require|bbox|unicode|mmlToken|Rule|verb|include|data)")
"""The backslash of a command of MathJax's that does more than set a formula."""
_FORMULA: Final = re.compile(r"\$\$.+?\$\$|\$(?!\s)[^$\n]*?[^\s\\$]\$(?!\d)", re.DOTALL)


def table_html(html: str) -> str:
    """The table in a student's HTML without anything but cells and text; empty where there is none."""
    if len(html) > LONGEST_TABLE or "<table" not in html.lower():
        return ""
    clean = nh3.clean(html, tags=TABLE_TAGS | TEXT_TAGS, attributes={"th": SPANS, "td": SPANS}, link_rel=None)
    if "<table" not in clean or len(clean) > LONGEST_TABLE:  # escaping makes it longer; half a table is none
        return ""
    # HTML's white space between cells: spelled out, it would be text where a table has none.
    clean = clean.replace("\f", " ").replace("\r", " ")
    # The empty corner of a table with two headers is no header itself.
    return _tame(visible(_EMPTY_HEADER.sub(r"<td\1></td>", clean), 2 * LONGEST_TABLE))


def picture(mime: str, data: Any) -> str:
    """The ``data:`` address of a PNG or JPEG in base64; empty for anything else, and for what is too large to show.

    A few kilobytes can be a picture of gigabytes: its header tells, and nothing is unpacked.
    """
    magic = MAGIC.get(mime)
    if magic is None or not isinstance(data, str):
        return ""
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if not raw.startswith(magic) or not 0 < pixels(raw) <= MOST_PIXELS:
        return ""
    return f"data:{mime};base64,{base64.b64encode(raw).decode()}"


def pixels(raw: bytes) -> int:
    """How many pixels a still picture has, as its header says; 0 where it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as image:
                still = getattr(image, "n_frames", 1) == 1
                return image.width * image.height if still else 0
    except Exception:  # Pillow raises whatever a spoilt picture makes it raise
        return 0


def plain(text: str) -> str:
    """An output as a terminal would leave it: a progress bar is its last state. No colours, and not endless."""
    lines = _ANSI.sub("", text).split("\n")
    return visible("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines), LONGEST_TEXT)


def code_html(source: str) -> Markup:
    """Python with a class for each kind of token; no colours where there is too much of it."""
    text = _BLANKS.sub("", visible(source, LONGEST_TEXT))
    if len(text) > COLOURED:
        return escape(text)
    return Markup(highlight(text, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)))


def markdown_html(text: str, attachments: Mapping[str, Any] | None = None) -> Markup:
    """A student's or a grader's Markdown. HTML in it is shown as text, and so is a picture that is not in the cell.

    Headings are made bold lines: the page has headings of its own. Formulas stay as they were typed.
    """
    pictures = {name: bundle for name, bundle in (attachments or {}).items() if isinstance(bundle, Mapping)}

    def apart(found: re.Match[str]) -> str:
        name = f"pasted-{len(pictures) + 1}"
        pictures[name] = {found[1]: found[2]}
        return f"attachment:{name}"

    short = visible(_PASTED.sub(apart, text), LONGEST_MARKDOWN)
    # markdown-it escapes all text and attributes.
    return Markup(_markdown().render(short, {"attachments": pictures, "shown": set()}))


@pass_context
def cell_markdown(context: Context, source: str) -> Markup:
    """``markdown_html`` in place of nbconvert's filter ``markdown2html``: knows the pictures of the cell at hand."""
    return Markup(_tame(markdown_html(source, context.get("cell", {}).get("attachments", {}))))


def _tame(html: str) -> str:
    """HTML in which no formula can make a link, a look or an id, or load anything, where MathJax sets it.

    MathJax's own extension for this, Safe, comes by an address in a template of nbconvert's, which nobody here sets.
    """
    return _ACTING.sub("\N{REVERSE SOLIDUS OPERATOR}", html)


def cell_text(source: str) -> Markup:
    """In place of nbconvert's filter ``clean_html``, by which raw cells go: that leaves ids and classes in them."""
    return Markup("<pre>{}</pre>").format(plain(source))


@cache
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": False, "maxNesting": 20})
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_open", _link)
    for kind, text in (("heading_open", "<p><strong>"), ("heading_close", "</strong></p>\n")):
        parser.add_render_rule(kind, lambda *_, text=text: text)
    return parser


def _formula(state: StateInline, silent: bool) -> bool:
    """Passes over ``$a_1 * b_1$``, in which nothing is emphasised or escaped."""
    found = _FORMULA.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


def _image(_: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    name = unquote(str(token.attrs.get("src", "")).removeprefix("attachment:"))
    # Once: a thousand references to one picture would be a page of a thousand pictures.
    bundle = env["attachments"].get(name, {}) if name not in env["shown"] else {}
    env["shown"].add(name)
    shown = next((address for mime, data in bundle.items() if (address := picture(mime, data))), "")
    alt = escape((token.content.strip() or name)[:LONGEST_NAME])
    return f'<img src="{shown}" alt="{alt}">' if shown else f"[picture: {alt}]"


def _link(renderer: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """A link to elsewhere; one to anything but a web page or a mailbox leads nowhere, and is text."""
    token = tokens[index]
    if not _ADDRESS.match(str(token.attrs.get("href", ""))):
        token.attrs.pop("href", None)
    else:
        token.attrSet("rel", "noopener noreferrer")
    return renderer.renderToken(tokens, index, options, env)


TOKEN_STYLE: Final = """\
.code .k, .code .kn, .code .kc, .code .ow { color: var(--keyword); }
.code .s, .code .s1, .code .s2, .code .sd, .code .sa, .code .si, .code .se { color: var(--string); }
.code .mi, .code .mf, .code .mh, .code .mb { color: var(--number); }
.code .c1, .code .ch, .code .cm { color: var(--soft); font-style: italic; }
.code .nf, .code .fm, .code .nc, .code .nd { color: var(--link); }
"""
"""Colours of tokens, for a page that defines ``--keyword``, ``--string`` and ``--number`` for light and dark."""

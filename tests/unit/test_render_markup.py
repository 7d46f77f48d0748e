"""Of what a student writes or shows, what can do something is gone, and what can be read stays."""

from __future__ import annotations

import base64
import io
import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment
from PIL import Image

from autograder.render.markup import (
    LONGEST_TABLE,
    cell_markdown,
    code_html,
    markdown_html,
    picture,
    plain,
    table_html,
)


def drawn(form: str = "PNG", size: tuple[int, int] = (2, 2), mode: str = "1", **options: Any) -> str:
    """A picture in base64."""
    held = io.BytesIO()
    Image.new(mode, size).save(held, form, **options)
    return base64.b64encode(held.getvalue()).decode()


PNG = drawn()
PANDAS = """<div><style scoped>.dataframe { color: red }</style><table border="1" class="dataframe" onclick="x()">
<thead><tr style="text-align: right"><th></th><th>apples</th></tr></thead>
<tbody><tr><th>0</th><td colspan="2">56.0</td></tr></tbody></table></div>"""


class Elements(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


def test_a_table_keeps_its_cells_and_loses_its_look() -> None:
    clean = table_html(PANDAS)
    assert '<td colspan="2">56.0</td>' in clean and "apples" in clean
    assert Elements(clean).attributes == {"colspan"}
    assert "color: red" not in clean


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>" + "&" * 60_000,
        "<table><td>" * 15_000,
        "",
        "<b>5</b>",
        "<script>1</script>",
        "x" * LONGEST_TABLE + "<table>",
        "no <t",
    ],
)
def test_what_holds_no_table_is_nothing(html: str) -> None:
    assert table_html(html) == ""


PIECES = st.sampled_from(
    [
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<script>",
        "alert(1)",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=a>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe srcdoc='<script>'>",
        "<math><mtext><table>",
        "<style>",
        "</style>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&lt;script&gt;",
        "\x00",
        "\u202e",
        "<noscript>",
        "<template>",
        "<form action=//x>",
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join))
@example(
    "<table><td><math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>"
)
@example("<table>\f")
@example("<table>&#13;")
def test_nothing_but_a_table_comes_through(html: str) -> None:
    clean = table_html(f"<table><tr><td>{html}")
    found = Elements(clean)
    allowed = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
    assert found.tags <= allowed | {"b", "strong", "i", "em", "code", "sub", "sup", "br", "p"}
    assert found.attributes <= {"colspan", "rowspan"}
    assert table_html(clean) == clean


@given(
    st.lists(
        PIECES
        | st.text(max_size=4)
        | st.sampled_from(
            ["[a](javascript:x)", "[a](data:image/png;base64,x)", "![x](http://h/i)", "# ", "`", "$", "$$"]
        ),
        max_size=12,
    )
)
def test_markdown_has_no_html_of_its_own(pieces: list[str]) -> None:
    found = Elements(markdown_html("".join(pieces)))
    assert found.tags <= {"p", "strong", "em", "code", "pre", "ul", "ol", "li", "a", "br", "hr", "blockquote", "s"} | {
        *("table", "thead", "tbody", "tr", "th", "td")
    }
    assert found.attributes <= {"href", "rel", "title", "start", "class", "style"}
    assert not [each for each in found.addresses if re.match(r"\s*(javascript|data|vbscript|file):", each, re.I)]


def test_markdown_shows_words_links_and_attached_pictures() -> None:
    html = markdown_html(
        "# Rain\n\n*more* **apples** [see](https://example.org) ![plot](attachment:p.png) ![spy](https://example.org/a.png)",
        {"p.png": {"image/png": PNG}},
    )
    assert "<p><strong>Rain</strong></p>" in html and "<em>more</em>" in html
    assert 'href="https://example.org" rel="noopener noreferrer"' in html
    assert f'<img src="data:image/png;base64,{PNG}" alt="plot">' in html
    assert "[picture: spy]" in html and "example.org/a.png" not in html


def test_a_pasted_picture_is_shown_and_has_a_name() -> None:
    html = markdown_html(
        f"![](data:image/png;base64,{PNG}) ![ ](attachment:my%20plot.png)", {"my plot.png": {"image/png": PNG}}
    )
    assert html.count(f'src="data:image/png;base64,{PNG}"') == 2
    assert 'alt="pasted-2"' in html and 'alt="my plot.png"' in html
    svg = base64.b64encode(b"<svg onload=alert(1)>").decode()
    for address in (f"data:image/svg+xml;base64,{svg}", f"data:image/png;base64,{svg}"):
        assert "<img" not in markdown_html(f"![x]({address})")


@pytest.mark.parametrize(
    "address", ["ftp://h", "../x", "//h/x", "tel:1", f"data:image/png;base64,{PNG}", "javascript:x"]
)
def test_a_link_leads_to_the_web_or_to_a_mailbox(address: str) -> None:
    assert "href" not in markdown_html(f"[a]({address})")
    assert 'href="mailto:a@b.org"' in markdown_html("[a](mailto:a@b.org)")


@pytest.mark.parametrize("formula", ["$a_1 * b_1 * c$", "$$x \\\\ *y* \\_$$", "$\\%$"])
def test_a_formula_stays_as_it_was_typed(formula: str) -> None:
    assert markdown_html(f"So {formula}.") == f"<p>So {formula}.</p>\n"


def test_money_is_no_formula() -> None:
    assert "<em>not</em>" in markdown_html("It costs $5, *not* $6")


def test_formgrader_shows_the_pictures_of_the_cell_at_hand() -> None:
    environment = Environment(autoescape=False)
    environment.filters["markdown2html"] = cell_markdown
    template = environment.from_string("{{ cell.source | markdown2html }}")
    cell = {"source": "![plot](attachment:p.png) <b>", "attachments": {"p.png": {"image/png": PNG}}}
    page = template.render(cell=cell)
    assert f'<img src="data:image/png;base64,{PNG}" alt="plot">' in page and "&lt;b&gt;" in page


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        ("image/svg+xml", PNG),
        ("image/jpeg", PNG),
        ("image/png", "not base64!"),
        ("image/png", base64.b64encode(b"<svg onload=alert(1)>").decode()),
        ("image/png", None),
        ("text/html", PNG),
    ],
)
def test_only_pictures_are_pictures(mime: str, data: object) -> None:
    assert picture(mime, data) == ""
    assert picture("image/png", PNG + "\n") == f"data:image/png;base64,{PNG}"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: drawn(size=(30_000, 30_000)), id="a 110 KB PNG of 3.6 GB"),
        pytest.param(lambda: drawn(size=(4_001, 4_000)), id="a little more than it may be"),
        pytest.param(lambda: drawn(size=(60_000, 300)), id="long"),
        pytest.param(lambda: drawn(save_all=True, append_images=[Image.new("1", (2, 2), 1)] * 3), id="animated"),
        pytest.param(lambda: PNG[:24], id="cut off in its header"),
        pytest.param(lambda: base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 20).decode(), id="no header"),
    ],
)
def test_a_picture_that_is_too_large_to_hold_is_none(data: Callable[[], str]) -> None:
    assert picture("image/png", data()) == ""


def test_pictures_up_to_that_size_are_shown() -> None:
    assert picture("image/png", drawn(size=(4_000, 4_000)))
    assert picture("image/jpeg", drawn("JPEG", size=(300, 200), mode="L"))


def test_code_is_coloured_and_escaped() -> None:
    html = code_html("def f():\n    return '<script>\u202e'")
    assert '<span class="k">def</span>' in html
    assert "<script" not in html and "\u202e" not in html and "\\u202e" in html


def test_text_loses_the_terminals_colours() -> None:
    assert plain("\x1b[31mred\x1b[0m\x07") == "red\\x07"
    assert plain("\x1b[?25l\x1b]8;;http://h\x07link\x1b]8;;\x1b\\") == "link"


def test_of_a_progress_bar_the_last_state_is_shown() -> None:
    assert plain("a\r\n 0%\r50%\r100%\nb\r") == "a\n100%\nb"
    started = time.perf_counter()
    plain("x" * 1_000_000 + "\r" * 1_000_000)
    assert time.perf_counter() - started < 2


def test_a_picture_that_is_attached_once_is_shown_once() -> None:
    page = markdown_html("![](attachment:a)" * 500, {"a": {"image/png": PNG}})
    assert page.count(PNG) == 1
    assert page.count("[picture: a]") == 499


@pytest.mark.parametrize(
    "text", [">" * 90 + "a\n" * 9000, "![" * 10_000, "[a](" * 5000, "*a " * 7000], ids=["quotes", "!", "links", "stars"]
)
def test_markdown_takes_little_time(text: str) -> None:
    started = time.process_time()
    markdown_html(text)
    assert time.process_time() - started < 3  # measured: 0.3 at most


@pytest.mark.parametrize("code", ["\n " * 10_000, "(" * 20_000, "f'{" * 7000, "'''" * 7000])
def test_colouring_takes_little_time(code: str) -> None:
    started = time.process_time()
    code_html(code)
    assert time.process_time() - started < 3  # measured: 0.1 at most


def test_long_code_is_shown_without_colours() -> None:
    page = code_html("x = '<b>'\n" * 1000)
    assert "<span" not in page
    assert page.count("x = &#39;&lt;b&gt;&#39;") == 1000


@pytest.mark.parametrize("command", ["href", "style", "class", "cssId", "require", "bbox", "unicode", "mmlToken"])
@pytest.mark.parametrize(
    "text",
    [
        r"$\{command}{{x}}{{y}}$",
        r"$$\{command}{{x}}{{y}}$$",
        r"\\(\{command}{{x}}{{y}}\\)",
        r"\\\{command}{{x}}{{y}}",
        r"$&#92;{command}{{x}}{{y}}$",
        r"$&bsol;{command}{{x}}{{y}}$",
        r"$\def\x{{\{command}}}\x{{x}}{{y}}$",
        r"\begin{{equation}}\{command}{{x}}{{y}}\end{{equation}}",
        r"- item $\{command}{{x}}{{y}}$",
    ],
)
def test_a_formula_can_do_nothing_but_be_set(command: str, text: str) -> None:
    source = text.format(command=command)
    html = (
        Environment()
        .from_string("{{ cell_markdown(source) }}")
        .render(cell_markdown=cell_markdown, source=source, cell={})
    )
    assert f"\\{command}" not in html
    assert command in html
    assert f"\\{command}" not in table_html(f"<table><tr><td>{source}</td></tr></table>")


def test_a_formula_is_set_as_it_was_typed() -> None:
    text = r"$\frac{1}{n} \sum_i (\hat y_i - y_i)^2$"
    html = Environment().from_string("{{ f(text) }}").render(f=cell_markdown, text=text, cell={})
    assert r"\frac{1}{n} \sum_i (\hat y_i - y_i)^2" in html

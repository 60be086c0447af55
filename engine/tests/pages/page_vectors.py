"""What a submission may put into a page to run script, load something or lie over the page.

Each is a cell, as it stands after execution. `RUN` is what must never run, `EVIL` never be loaded.
"""

import base64

from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

RUN = "window.pwned=1"
EVIL = "http://evil.invalid"
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
PICTURE = f'<img alt="X &lt;1&gt;: 2 by 2." width="121" src="data:image/png;base64,{PNG}">'
IMG = f"<img src=x onerror={RUN}>"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'

MARKDOWN = {
    "script": f"<script>{RUN}</script>",
    "script inline": f"Text <script>{RUN}</script> text",
    "script from elsewhere": f"<script src={EVIL}/x.js></script>",
    "script in upper case": f"<ScRiPt>{RUN}</sCrIpT>",
    "script that is not closed": f"Text\n\n<script>{RUN}//",
    "image that fails": IMG,
    "image with a tag in its text": f'<img alt="<b>" src="x" onerror="{RUN}">',
    "image with a quote": f'<img alt="`><img src=x onerror={RUN}>`" src=x>',
    "image from elsewhere": f"![pixel]({EVIL}/pixel.png)",
    "image by reference": f"![pixel][p]\n\n[p]: {EVIL}/pixel.png",
    "image by its name": f"![p]\n\n[p]: {EVIL}/pixel.png",
    "image tag from elsewhere": f"<img src={EVIL}/pixel.png>",
    "image title": f"![a](x.png '\" onerror=\"{RUN}')",
    "image name": f'![" onerror="{RUN}](x.png)',
    "image as a page": f"![x](data:text/html;base64,{base64.b64encode(IMG.encode()).decode()})",
    "missing attachment": "![x](attachment:missing.png)",
    "svg": SVG,
    "svg with style": f"<svg><style><img src=x onerror={RUN}></style></svg>",
    "mathml link": f"<math href='javascript:{RUN}'><mi href='javascript:{RUN}'>click</mi></math>",
    "mathml action": f"<math><maction actiontype=toggle onclick={RUN}><mi>x</mi></maction></math>",
    "mathml with HTML": (
        f"<math><annotation-xml encoding=text/html>{IMG}</annotation-xml>"
        f"<mtext><mglyph><svg><mtext><textarea><path id='</textarea>{IMG}'></mtext></math>"
    ),
    "mathml over the page": "<math><mpadded voffset=-99em><mspace height=99em width=99em>",
    "mathml": f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    "iframe": f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    "object": f'<object data="data:text/html,<script>parent.{RUN}</script>"></object>',
    "embed": f"<embed src={EVIL}/x.swf>",
    "style": f"<style>@import url({EVIL}/x.css);</style>",
    "style sheet": f"<link rel=stylesheet href={EVIL}/x.css>",
    "meta": f'<meta http-equiv=refresh content="0;url={EVIL}/">',
    "base": f"<base href={EVIL}/>",
    "form": f"<form action={EVIL}/><input autofocus onfocus={RUN}></form>",
    "details": f"<details open ontoggle={RUN}>x</details>",
    "video": f"<video><source onerror={RUN}></video>",
    "audio": f"<audio src=x onerror={RUN}>",
    "body": f"<body onload={RUN}>",
    "animation": f'<b style="animation:x 1s" onanimationstart={RUN}>x</b>',
    "unclosed block": f"<div onmouseover={RUN} style=position:fixed;inset:0\nx",
    "closing tags": f"x\n\n</div></div></div></main></body>\n\n<b onclick={RUN}>x</b>",
    "textarea": f"<textarea></textarea>{IMG}",
    "unclosed textarea": "<textarea>",
    "unclosed comment": f"<!-- {IMG}",
    "comment that ends early": f"<!--> {IMG} -->",
    "comment with a dash": f"<!--- x --!> {IMG} -->",
    "declaration": f"<!x {IMG}>",
    "instruction": f"<?x {IMG} ?>",
    "cdata": f"<![CDATA[ {IMG} ]]>",
    "code that is none": f"`x {IMG}",
    "code across a block": f"`x\n\n{IMG}\n\n`",
    "fence in a list": f"- ~~~\n\n{IMG}\n",
    "fence that is closed": f"~~~\nx\n~~~\n{IMG}",
    "diagram": f"```mermaid\n{IMG}\n```",
    "diagram in a list": f"- ~~~ mermaid x\n  {IMG}\n  ~~~",
    "diagram in a quote": f"> ```mermaid\n> {IMG}\n> ```",
    "mathematics that is none": f"$x {IMG}",
    "mathematics across cells": f"$$ x\n\n{IMG}",
    "mathematics with a tag": f"$a {IMG} b$ and $$ {IMG} $$",
    "environment": f"\\begin{{x}}{IMG}\\end{{x}}",
    "environment name": f"\\begin{{a}}{IMG}\\end{{b}}",
    "escaped mathematics": f"\\$ {IMG} \\$",
    "escaped bracket": f"\\\\<img src=x onerror={RUN}>",
    "heading": f"# <b>x {IMG}",
    "table": f"| a |\n| --- |\n| {IMG} |",
    "quote": f"> <img\n> src=x onerror={RUN}>",
    "tag over lines": f"<img\nsrc=x\nonerror={RUN}\n>",
    "entities": f"&lt;script&gt;{RUN}&lt;/script&gt; &#60;img src=x onerror={RUN}&#62;",
    "null": f"<scr\x00ipt>{RUN}</script><img\x00src=x onerror={RUN}>",
    "form feed": f"<img\x0csrc=x\x0conerror={RUN}>",
    "slash": f"<img/src=x/onerror={RUN}>",
    "definition of a list": f"term\n: {IMG}",
}
LINKS = {
    "link": f"[click](javascript:{RUN})",
    "link in brackets": f"[click](<javascript:{RUN}>)",
    "link in capitals": f"[click](JaVaScRiPt:{RUN})",
    "link with an entity": f"[click](javascript&#58;{RUN})",
    "link with entities": f"[click](&#106;avascript:{RUN})",
    "link with a named entity": f"[click](javascript&colon;{RUN})",
    "link with a tab": f"[click](java&Tab;script:{RUN})",
    "link with a line end": f"[click](java&NewLine;script:{RUN})",
    "link with a code": f"[click](\x01javascript:{RUN})",
    "link with a backslash": f"[click](javascript\\:{RUN})",
    "link by reference": f"[click][x]\n\n[x]: javascript:{RUN}",
    "link by a reference below": f"[click][x]\n\n[x]:\n  javascript:{RUN}",
    "link by a reference in brackets": f"[click][x]\n\n[x]: <javascript:{RUN}>",
    "link by a reference in a list": f"[click][x]\n\n- [x]: javascript:{RUN}",
    "link by its name": f"[click]\n\n[click]: javascript:{RUN} 'title'",
    "address": f"<javascript:{RUN}>",
    "vbscript": "[click](vbscript:msgbox)",
    "data": f"[click](data:text/html,<script>{RUN}</script>)",
    "file": "[click](file:///etc/passwd)",
    "view-source": "[click](view-source:x)",
    "blob": "[click](blob:x)",
    "link around an image": f"[![x](x.png)](javascript:{RUN})",
    "link tag": f'<a href="javascript:{RUN}">click</a>',
    "unclosed link tag": f'<a href="{EVIL}/">',
}
HTML = {
    name: text
    for name, text in MARKDOWN.items()
    if "<" in text and "mathematics" not in name and "diagram" not in name
} | {
    "overlay": '<div id="over" style="position:fixed;inset:0;z-index:9999">x</div>',
    "negative margin": '<div id="over" style="margin-top:-4000px;height:9999px">x</div>',
    "background": f'<div style="background:url({EVIL}/x.png)">x</div>',
    "background in disguise": f'<div style="background:u\\72l({EVIL}/x.png)">x</div>',
    "border image": f'<div style="border-image:url({EVIL}/x.png)">x</div>',
    "list image": f'<ul style="list-style:url({EVIL}/x.png)"><li>x</ul>',
    "class of the page": '<div class="navbar-fixed-top modal-backdrop">x</div>',
    "id of the page": '<input id="test_corr2d" class="score" value="6">',
    "link in HTML": f'<a href="java\tscript:{RUN}">click</a>',
    "noscript": f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    "template": f"<template><script>{RUN}</script></template>",
    "srcset": f'<img srcset="{EVIL}/x.png 1x">',
    "picture": f'<picture><source srcset="{EVIL}/x.png"></picture>',
    "svg image": f'<svg><image href="{EVIL}/x.png"></image></svg>',
    "svg use": f'<svg><use href="data:image/svg+xml,{SVG}"></use></svg>',
    "data image that is none": f'<img src="data:image/png;base64,AAAA&quot; onerror={RUN}">',
    "ping": f'<a href="https://example.org" ping="{EVIL}/">x</a>',
    "meter": f"<xss onfocus={RUN} tabindex=1 autofocus>x</xss>",
}
TEXTS = {
    "script": f"<script>{RUN}</script>",
    "image": IMG,
    "end of pre": f"</pre>{IMG}<pre>",
    "colour": f"\x1b[31m{IMG}\x1b[0m",
    "colour code": f'\x1b[38;2;1;2;3"onclick={RUN}m{IMG}',
    "colour in a tag": f"<\x1b[31mimg src=x onerror={RUN}>",
    "unfinished colour": "\x1b[38m\x1b[1;48m unfinished",
    "link of a terminal": f"\x1b]8;;javascript:{RUN}\x07click\x1b]8;;\x07",
    "entities": f"&lt;img src=x onerror={RUN}&gt;",
    "null": f"<im\x00g src=x onerror={RUN}>",
    "half a character": f"\ud83d {IMG}",
}
DATA = {
    "javascript": ({"application/javascript": RUN}, {}),
    "javascript by another name": ({"text/javascript": RUN, "text/plain": "x"}, {}),
    "svg": ({"image/svg+xml": SVG}, {}),
    "png that is none": ({"image/png": f'AAAA" onerror="{RUN}'}, {}),
    "png that is a list": ({"image/png": [f'AAAA" onerror="{RUN}']}, {}),
    "width": ({"image/png": PNG}, {"image/png": {"width": f"1 onload={RUN}"}}),
    "height": ({"image/jpeg": PNG}, {"image/jpeg": {"height": f"1 onerror={RUN}"}}),
    "alternative text": ({"image/png": PNG}, {"image/png": {"alt": f'" onload="{RUN}'}}),
    "file name": ({"image/png": PNG}, {"filenames": {"image/png": f"{EVIL}/x.png"}}),
    "isolated": ({"text/html": f"<script>{RUN}</script>"}, {"text/html": {"isolated": True}}),
    "markdown": ({"text/markdown": f"<script>{RUN}</script>"}, {}),
    "markdown attachment": ({"text/markdown": "![x](attachment:x.png)"}, {}),
    "latex": ({"text/latex": f"$x$ {IMG}"}, {}),
    "latex link": ({"text/latex": f"$\\href{{javascript:{RUN}}}{{click}}$"}, {}),
    "diagram": ({"text/vnd.mermaid": f"graph TD; {IMG}"}, {}),
    "widget": (
        {"application/vnd.jupyter.widget-view+json": {"model_id": f"</script>{IMG}"}},
        {},
    ),
    "pdf": ({"application/pdf": "AAAA"}, {}),
    "nothing": ({}, {}),
    "numbers": ({"text/html": 7, "text/plain": None}, {}),
    "data that is none": ("text", "text"),
}


def vectors():
    """All of them: what it is called, and the cell."""
    for name, text in {**MARKDOWN, **LINKS}.items():
        yield f"markdown: {name}", new_markdown_cell(text)
    for name, text in HTML.items():
        yield f"html: {name}", shown({"text/html": text, "text/plain": "x"})
    for name, text in TEXTS.items():
        yield f"stream: {name}", printed(new_output("stream", name="stderr", text=text))
        yield f"text: {name}", shown({"text/plain": text})
        error = new_output("error", ename=text, evalue=text, traceback=[text, f"File {text}:1"])
        yield f"error: {name}", printed(error)
    for name, (data, metadata) in DATA.items():
        yield f"data: {name}", shown(data, metadata)
    yield from others()


def others():
    """Script in fields of cells."""
    yield "raw cell", new_raw_cell(IMG)
    attached = new_markdown_cell("![x](attachment:x.png)")
    attached.attachments = {"x.png": {f'image/png"onerror="{RUN}': PNG, "text/html": IMG}}
    yield "attachment", attached
    nothing = new_markdown_cell("![x](attachment:x.png)")
    nothing.attachments = {"x.png": {}}
    yield "empty attachment", nothing
    for field in ("tags", "alt", "magics_language"):
        cell = shown({"image/png": PNG})
        value = f'"><img src=x onerror={RUN}>'
        cell.metadata[field] = [value] if field == "tags" else value
        yield f"metadata: {field}", cell
    cell = shown({"text/plain": "1"}, kind="execute_result")
    cell.execution_count = cell.outputs[0].execution_count = IMG
    yield "execution count", cell
    cell = new_code_cell(f"x = '{IMG}'")
    cell.id = f'"><img src=x onerror={RUN}>'
    yield "cell id", cell
    yield "magic", new_code_cell(f"%%html\n{IMG}")


def printed(output):
    # nbformat refuses many of these, but a kernel can send them and a file can hold them.
    cell = new_code_cell("x")
    cell.outputs = [output]
    return cell


def shown(data, metadata=None, kind="display_data"):
    output = new_output(kind)
    output["data"], output["metadata"] = data, metadata or {}
    return printed(output)

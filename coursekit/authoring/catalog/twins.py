"""L: the same page in every language, and lists that the page keeps to."""

from coursekit.authoring.catalog.entry import Words, error, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    error(
        "L006",
        en=Words(
            "The page has no twin {twin}.",
            "Every page exists in every language, under the same name.",
            "Write the twin, or delete the page.",
        ),
        ja=Words(
            "対になるページ{twin}がありません。",
            "ページはすべて、同じ名前で、すべての言語にそろえます。",
            "対になるページを書くか、このページを削除してください。",
        ),
        example="content/en/credits.md ↔ content/ja/credits.md",
    ),
    error(
        "L007",
        en=Words(
            "The revision is {revision} here and {other} in {twin}.",
            "The number is raised in both files whenever the meaning changes; a difference means that one lags behind.",
            "Bring the older text up to date, then its number.",
        ),
        ja=Words(
            "ここのrevisionは{revision}、{twin}では{other}です。",
            "意味が変わるたびに、両方の番号を上げます。違っていれば、片方の更新が遅れています。",
            "古いほうの本文を更新してから、番号をそろえてください。",
        ),
        example="parity: { revision: 2 }",
    ),
    error(
        "L008",
        en=Words(
            '"{key}" differs from that in {twin}.',
            "Title, summary, wording and reading lists belong to one language; everything else is the same in all.",
            "Make the two the same.",
        ),
        ja=Words(
            "「{key}」が{twin}と違います。",
            "言語ごとに異なってよいのは、題名、要約、文章、読書案内だけです。",
            "2つをそろえてください。",
        ),
        example="minutes: { read: 3, do: 5, quiz: 4 }",
    ),
    warning(
        "L015",
        en=Words(
            "No page links to this tool.",
            "Learners would not find it.",
            "Link to it in its lesson.",
        ),
        ja=Words(
            "この道具にリンクしているページがありません。",
            "学習者が見つけられません。",
            "レッスンからリンクしてください。",
        ),
        example="[Brewing card](tools/02-brewing-card.md)",
    ),
    warning(
        "L016",
        en=Words(
            'tools: lists "{path}", but the page does not link to it.',
            "The list says what the lesson hands out.",
            "Link to the tool, or take it off the list.",
        ),
        ja=Words(
            "「tools:」に「{path}」がありますが、本文にリンクがありません。",
            "「tools:」は、そのレッスンで渡す道具の一覧です。",
            "本文からリンクするか、一覧から外してください。",
        ),
        example="[Brewing card](tools/02-brewing-card.md)",
    ),
    warning(
        "L017",
        en=Words(
            '"{id}" is cited but not listed under references:.',
            "The list is what editors check before a release.",
            "Add it to references:.",
        ),
        ja=Words(
            "「{id}」が引用されていますが、「references:」にありません。",
            "「references:」は、公開前に編集者が確かめる一覧です。",
            "「references:」に書き加えてください。",
        ),
        example="references: [Example2001]",
    ),
    warning(
        "L018",
        en=Words(
            'references: lists "{id}", but the page does not cite it.',
            "The list is what editors check before a release.",
            "Cite it, or take it off the list.",
        ),
        ja=Words(
            "「references:」に「{id}」がありますが、本文で引用されていません。",
            "「references:」は、公開前に編集者が確かめる一覧です。",
            "本文で引用するか、一覧から外してください。",
        ),
        example="[@Example2001]",
    ),
    warning(
        "L019",
        en=Words(
            'The glossary term "{id}" is linked but not listed under terms:.',
            "The list tells where a term is introduced.",
            "Add it to terms:.",
        ),
        ja=Words(
            "用語「{id}」にリンクしていますが、「terms:」にありません。",
            "「terms:」は、どの用語がどこで出てくるかを示します。",
            "「terms:」に書き加えてください。",
        ),
        example="terms: [oxidation]",
    ),
    warning(
        "L020",
        en=Words(
            'terms: lists "{id}", but the page does not link to it.',
            "The first use of each term is a link to the glossary.",
            "Link the first use, or take the term off the list.",
        ),
        ja=Words(
            "「terms:」に「{id}」がありますが、本文にリンクがありません。",
            "各用語の最初の出現を、用語集へのリンクにします。",
            "最初の出現をリンクにするか、一覧から外してください。",
        ),
        example="[oxidation](glossary.md#oxidation)",
    ),
    warning(
        "L021",
        en=Words(
            "The sections differ from those of {twin}: {difference}.",
            "The switch of language keeps the place in the page, so both need the same anchors in the same order.",
            "Give the headings the same explicit ids in both files.",
        ),
        ja=Words(
            "見出しの並びが{twin}と違います（{difference}）。",
            "言語を切り替えても同じ位置に留まるよう、両方に同じidの見出しを同じ順で置きます。",
            "両方のファイルで、見出しに同じidを付けてください。",
        ),
        example="## Water {#water}\n## 湯 {#water}",
    ),
)

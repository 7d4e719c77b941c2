"""L: pages, their front matter and their twins."""

from coursekit.authoring.catalog.entry import Words, error, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    error(
        "L001",
        en=Words(
            "The page does not begin with front matter.",
            "Title, language and the rest stand between two lines of three hyphens at the very top.",
            "Begin the file with --- and the keys.",
        ),
        ja=Words(
            "ページの先頭に、題名などを書く部分がありません。",
            "題名や言語は、ファイルのいちばん上の、2本の「---」の間に書きます。",
            "ファイルの1行目を --- にし、続けてキーを書いてください。",
        ),
        example='---\ntitle: "Leaves"\nlang: en\n---',
    ),
    error(
        "L002",
        en=Words(
            "The front matter is never closed.",
            "Without its second line of three hyphens the keys would be printed as text.",
            "Write --- on a line of its own behind the last key.",
        ),
        ja=Words(
            "先頭部分が閉じられていません。",
            "2本目の「---」がないと、キーが本文として表示されます。",
            "最後のキーの次の行に、--- だけを書いてください。",
        ),
        example='---\ntitle: "Leaves"\n---\n\nMany people believe …',
    ),
    error(
        "L003",
        en=Words(
            'lang: says "{lang}", but the page lies in the folder "{folder}".',
            "The folder decides in which language the page is published.",
            "Correct lang:, or move the page.",
        ),
        ja=Words(
            "lang: は「{lang}」ですが、ページはフォルダー「{folder}」にあります。",
            "どの言語のページになるかは、フォルダーで決まります。",
            "lang: を直すか、ページを移してください。",
        ),
        example="# content/ja/01-leaves.md\nlang: ja",
    ),
    error(
        "L004",
        en=Words(
            'slug: says "{slug}", but the file is called "{name}".',
            "Address, quiz and reports use the name of the file.",
            "Make the two the same.",
        ),
        ja=Words(
            "slug: は「{slug}」ですが、ファイルの名前は「{name}」です。",
            "アドレスにも受講記録にも、ファイルの名前が使われます。",
            "2つをそろえてください。",
        ),
        example="# content/en/01-leaves.md\nslug: 01-leaves",
    ),
    error(
        "L005",
        en=Words(
            "order: says {order}, but the name of the file begins with {number}.",
            "The two tell the place in the course; they must agree.",
            "Correct order:, or rename the files.",
        ),
        ja=Words(
            "order: は{order}ですが、ファイルの名前は{number}で始まっています。",
            "どちらも講座の中の順番を表すため、一致していなければなりません。",
            "order: を直すか、ファイルの名前を変えてください。",
        ),
        example="# content/en/01-leaves.md\norder: 1",
    ),
    error(
        "L006",
        en=Words(
            "The page has no twin {twin}.",
            "Every page exists in every language, under the same name.",
            "Write the twin, or delete the page.",
        ),
        ja=Words(
            "対になるページ {twin} がありません。",
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
            "ここの revision は{revision}、{twin} では{other}です。",
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
            "「{key}」が {twin} と違います。",
            "言語ごとに異なってよいのは、題名、要約、文章、読書案内だけです。",
            "2つをそろえてください。",
        ),
        example="minutes: { read: 3, do: 5, quiz: 4 }",
    ),
    error(
        "L009",
        en=Words(
            'There is no glossary term "{id}".',
            "Terms stand in content/glossary.yml.",
            "Correct the id, or add the term.",
        ),
        ja=Words(
            "用語「{id}」はありません。",
            "用語は content/glossary.yml にあります。",
            "idを直すか、用語を書き加えてください。",
        ),
        example="terms: [oxydation]\n\nterms: [oxidation]",
    ),
    error(
        "L010",
        en=Words(
            'There is no reference "{id}".',
            "References stand in content/references.yml.",
            "Correct the key, or add the reference.",
        ),
        ja=Words(
            "文献「{id}」はありません。",
            "文献は content/references.yml にあります。",
            "キーを直すか、文献を書き加えてください。",
        ),
        example="references: [Exampel2001]\n\nreferences: [Example2001]",
    ),
    error(
        "L011",
        en=Words(
            'There is no module "{id}".',
            "Modules stand in course.yml.",
            "Correct the name.",
        ),
        ja=Words("モジュール「{id}」はありません。", "モジュールは course.yml にあります。", "名前を直してください。"),
        example="prerequisites: [00-welcom]\n\nprerequisites: [00-welcome]",
    ),
    error(
        "L012",
        en=Words(
            'There is no tool page "{path}".',
            "Tools are pages in tools/, one for each language.",
            "Correct the path, or write the page.",
        ),
        ja=Words(
            "道具のページ「{path}」がありません。",
            "道具は tools/ の中に、言語ごとに1ページずつ置きます。",
            "パスを直すか、ページを書いてください。",
        ),
        example="tools: [tools/02-brewing-card.md]",
    ),
    error(
        "L013",
        en=Words(
            'There is no quiz "{id}".',
            "Quizzes are the files in quizzes/.",
            "Correct the name, or write the quiz.",
        ),
        ja=Words(
            "クイズ「{id}」はありません。",
            "クイズは quizzes/ にあるファイルです。",
            "名前を直すか、クイズを書いてください。",
        ),
        example="quiz: 02-brewin\n\nquiz: 02-brewing",
    ),
    error(
        "L014",
        en=Words(
            'The page names the quiz "{id}" but never shows it.',
            "Learners must find the quiz that the module counts.",
            "Write the line ::: quiz and its name where the quiz belongs.",
        ),
        ja=Words(
            "クイズ「{id}」が指定されていますが、本文に表示されません。",
            "モジュールの結果になるクイズは、学習者に見えなければなりません。",
            "クイズを置く位置に、「::: quiz」とその名前の行を書いてください。",
        ),
        example="::: quiz 02-brewing",
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
            "tools: に「{path}」がありますが、本文にリンクがありません。",
            "tools: は、そのレッスンで渡す道具の一覧です。",
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
            "「{id}」が引用されていますが、references: にありません。",
            "references: は、公開前に編集者が確かめる一覧です。",
            "references: に書き加えてください。",
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
            "references: に「{id}」がありますが、本文で引用されていません。",
            "references: は、公開前に編集者が確かめる一覧です。",
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
            "用語「{id}」にリンクしていますが、terms: にありません。",
            "terms: は、どの用語がどこで出てくるかを示します。",
            "terms: に書き加えてください。",
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
            "terms: に「{id}」がありますが、本文にリンクがありません。",
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
            "見出しの並びが {twin} と違います（{difference}）。",
            "言語を切り替えても同じ位置に留まるよう、両方に同じidの見出しを同じ順で置きます。",
            "両方のファイルで、見出しに同じidを付けてください。",
        ),
        example="## Water {#water}\n## 湯 {#water}",
    ),
    error(
        "L022",
        en=Words(
            "A page of kind {kind} does not belong in the folder {folder}.",
            "Tools lie in tools/, lessons and other pages do not.",
            "Move the page, or correct kind:.",
        ),
        ja=Words(
            "種類が {kind} のページは、フォルダー {folder} に置けません。",
            "道具は tools/ に、レッスンやほかのページはその外に置きます。",
            "ページを移すか、kind: を直してください。",
        ),
        example="content/en/tools/02-brewing-card.md\nkind: tool",
    ),
)

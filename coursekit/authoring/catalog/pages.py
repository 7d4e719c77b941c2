"""L: pages and their front matter."""

from coursekit.authoring.catalog.entry import Words, error

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
            "ファイルの1行目を「---」にし、続けてキーを書いてください。",
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
            "最後のキーの次の行に、「---」だけを書いてください。",
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
            "「lang:」は「{lang}」ですが、ページはフォルダー「{folder}」にあります。",
            "どの言語のページになるかは、フォルダーで決まります。",
            "「lang:」を直すか、ページを移してください。",
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
            "「slug:」は「{slug}」ですが、ファイルの名前は「{name}」です。",
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
            "「order:」は{order}ですが、ファイルの名前は{number}で始まっています。",
            "どちらも講座の中の順番を表すため、一致していなければなりません。",
            "「order:」を直すか、ファイルの名前を変えてください。",
        ),
        example="# content/en/01-leaves.md\norder: 1",
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
            "用語はcontent/glossary.ymlにあります。",
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
            "文献はcontent/references.ymlにあります。",
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
        ja=Words("モジュール「{id}」はありません。", "モジュールはcourse.ymlにあります。", "名前を直してください。"),
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
            "道具はtools/の中に、言語ごとに1ページずつ置きます。",
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
            "クイズはquizzes/にあるファイルです。",
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
    error(
        "L022",
        en=Words(
            "A page of kind {kind} does not belong in the folder {folder}.",
            "Tools lie in tools/, lessons and other pages do not.",
            "Move the page, or correct kind:.",
        ),
        ja=Words(
            "種類が{kind}のページは、フォルダー{folder}に置けません。",
            "道具はtools/に、レッスンやほかのページはその外に置きます。",
            "ページを移すか、「kind:」を直してください。",
        ),
        example="content/en/tools/02-brewing-card.md\nkind: tool",
    ),
)

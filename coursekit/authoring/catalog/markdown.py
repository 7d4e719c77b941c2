"""M: what stands in the body of a page."""

from coursekit.authoring.catalog.entry import Words, error

__all__ = ["ENTRIES"]

ENTRIES = (
    error(
        "M001",
        en=Words(
            'There is no directive "{name}".',
            "A line with three colons asks for something to be put there; only a few names are known.",
            "Correct the name.",
        ),
        ja=Words(
            "「::: {name}」という指示はありません。",
            "コロン3つの行は、その場所に何かを置く指示です。使える名前は決まっています。",
            "名前を直してください。",
        ),
        example="::: quizz 02-brewing\n\n::: quiz 02-brewing",
    ),
    error(
        "M002",
        en=Words(
            '"::: {name}" needs the name of what it shows.',
            "A page can show any quiz of the course.",
            "Write the name behind it.",
        ),
        ja=Words(
            "「::: {name}」に、表示するものの名前がありません。",
            "どのクイズを置くのかを、名前で指定します。",
            "後ろに名前を書いてください。",
        ),
        example="::: quiz\n\n::: quiz 02-brewing",
    ),
    error(
        "M003",
        en=Words(
            '"::: {name}" takes nothing behind its name, but has "{argument}".',
            "There is only one of it.",
            "Delete what stands behind it.",
        ),
        ja=Words(
            "「::: {name}」の後ろには何も書けませんが、「{argument}」があります。",
            "置けるものが1つしかないため、指定は要りません。",
            "後ろの文字を削除してください。",
        ),
        example="::: glossary all\n\n::: glossary",
    ),
    error(
        "M004",
        en=Words(
            'There is no {name} "{argument}".',
            "Quizzes and self-checks are the files in quizzes/.",
            "Correct the name, or write the file.",
        ),
        ja=Words(
            "「::: {name}」が指す「{argument}」はありません。",
            "クイズと自己点検は、quizzes/にあるファイルです。",
            "名前を直すか、ファイルを書いてください。",
        ),
        example="::: quiz 02-brewin\n\n::: quiz 02-brewing",
    ),
    error(
        "M005",
        en=Words(
            '"::: {name}" stands here a second time (first on line {line}).',
            "The same ids would stand twice in one page.",
            "Delete one of them.",
        ),
        ja=Words(
            "「::: {name}」が2回使われています（1回目は{line}行目）。",
            "1つのページに同じidが2つできてしまいます。",
            "どちらかを削除してください。",
        ),
        example="::: quiz 02-brewing",
    ),
    error(
        "M006",
        en=Words(
            '"::: {name}" works in lessons only.',
            "It prints what the lesson's front matter says.",
            "Delete it, or move it to the lesson.",
        ),
        ja=Words(
            "「::: {name}」を使えるのは、レッスンだけです。",
            "レッスンの先頭部分に書かれた内容を表示する指示です。",
            "削除するか、レッスンに移してください。",
        ),
        example="::: objectives",
    ),
    error(
        "M007",
        en=Words(
            'The link leads to "{target}", which does not exist.',
            "Links are relative to the page, and name files: 02-brewing.md.",
            "Correct the link, or write the page.",
        ),
        ja=Words(
            "リンク先「{target}」がありません。",
            "リンクは、そのページから見たファイルの位置で書きます（例：02-brewing.md）。",
            "リンクを直すか、ページを書いてください。",
        ),
        example="[water](02-brewing)\n\n[water](02-brewing.md)",
    ),
    error(
        "M008",
        en=Words(
            '{page} has no section "{anchor}".',
            "The part behind # is the id of a heading, a glossary term or a reference.",
            "Correct it, or give the heading this id.",
        ),
        ja=Words(
            "{page}に「{anchor}」という節がありません。",
            "「#」の後ろは、見出し、用語、または文献のidです。",
            "直すか、見出しにこのidを付けてください。",
        ),
        example="[water](02-brewing.md#watr)\n\n[water](02-brewing.md#water)",
    ),
    error(
        "M009",
        en=Words(
            'There is no image "{target}".',
            "Images lie in the folder of the language, and the path is relative to the page.",
            "Correct the path, or add the image.",
        ),
        ja=Words(
            "画像「{target}」がありません。",
            "画像は言語のフォルダーの中に置き、ページから見た位置を書きます。",
            "パスを直すか、画像を加えてください。",
        ),
        example="![A pot](images/pot.svg)",
    ),
    error(
        "M010",
        en=Words(
            'The link "{target}" leaves the folder of its language.',
            "Pages are published language by language; a path beyond the folder leads nowhere.",
            "Link to a page of the same language, relative to this page.",
        ),
        ja=Words(
            "リンク「{target}」が、言語のフォルダーの外を指しています。",
            "ページは言語ごとに公開されます。フォルダーの外へのパスは、どこにもつながりません。",
            "同じ言語のページに、このページから見た位置でリンクしてください。",
        ),
        example="[list](/references.md)\n\n[list](references.md)",
    ),
    error(
        "M011",
        en=Words(
            'The link "{target}" is of a kind that is not allowed.',
            "Only http, https, mailto and tel are safe in every browser.",
            "Use one of these, or delete the link.",
        ),
        ja=Words(
            "リンク「{target}」の種類は使えません。",
            "どのブラウザーでも安全なのは、http、https、mailto、telだけです。",
            "これらを使うか、リンクを削除してください。",
        ),
        example="[click](javascript:alert(1))",
    ),
    error(
        "M012",
        en=Words(
            'There is no reference "{id}".',
            "A citation names a key of content/references.yml.",
            "Correct the key, or add the reference.",
        ),
        ja=Words(
            "文献「{id}」はありません。",
            "引用には、content/references.ymlのキーを書きます。",
            "キーを直すか、文献を書き加えてください。",
        ),
        example="[@Exampel2001]\n\n[@Example2001]",
    ),
    error(
        "M013",
        en=Words(
            'The citation "{text}" cannot be read.',
            "Keys begin with @; several are separated by semicolons.",
            "Write it in this form.",
        ),
        ja=Words(
            "引用「{text}」を読み取れません。",
            "キーは @ で始め、複数のときはセミコロンで区切ります。",
            "この形に直してください。",
        ),
        example="[@Example2001, 見本2010]\n\n[@Example2001; @見本2010]",
    ),
    error(
        "M014",
        en=Words(
            "A level-one heading stands in the text.",
            "The page prints its title from the front matter; a page has one level-one heading.",
            "Use ## and deeper, or delete the heading.",
        ),
        ja=Words(
            "本文に、いちばん上の段の見出し（#）があります。",
            "題名は先頭部分から表示されます。「#」の見出しは1ページに1つだけです。",
            "「##」以下の見出しにするか、削除してください。",
        ),
        example="# Leaves\n\n## Leaves {#leaves}",
    ),
    error(
        "M015",
        en=Words(
            'Two headings have the id "{id}" (first on line {line}).',
            "A link to it could mean either.",
            "Give one of them another id.",
        ),
        ja=Words(
            "id「{id}」の見出しが2つあります（1つ目は{line}行目）。",
            "リンクがどちらを指すのか分かりません。",
            "どちらかに別のidを付けてください。",
        ),
        example="## Water {#water}\n## More water {#more-water}",
    ),
    error(
        "M016",
        en=Words(
            "The HTML element <{name}> is not allowed.",
            "It could run programs in the learner's browser, or break the page; the course is written in Markdown.",
            "Say it in Markdown.",
        ),
        ja=Words(
            "HTMLの要素 <{name}> は使えません。",
            "学習者のブラウザーでプログラムを動かしたり、ページを壊したりするおそれがあります。講座はMarkdownで書きます。",
            "Markdownで書き直してください。",
        ),
        example="<script>…</script>",
    ),
    error(
        "M017",
        en=Words(
            'The attribute "{name}" is not allowed.',
            "It could run programs in the learner's browser, or is blocked by the page's security policy.",
            "Delete it; use a class for the look.",
        ),
        ja=Words(
            "属性「{name}」は使えません。",
            "学習者のブラウザーでプログラムを動かすおそれがあるか、ページの安全設定で無効になる属性です。",
            "削除してください。見た目はクラスで指定します。",
        ),
        example="{: onclick=alert(1) }\n\n{: .sheet-line }",
    ),
)

"""Y: what makes YAML unreadable, or readable in two ways."""

from coursekit.authoring.catalog.entry import Words, error, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    error(
        "Y005",
        en=Words(
            "A tab is used to indent ({count} lines in this file).",
            "YAML measures indentation in spaces; a tab has no width.",
            "Indent with two spaces.",
        ),
        ja=Words(
            "字下げにタブが使われています（このファイルで{count}行）。",
            "YAMLは字下げを空白の数で測ります。タブには決まった幅がありません。",
            "半角の空白2つで字下げしてください。",
        ),
        example="→ten: Tea   becomes   ··en: Tea",
    ),
    error(
        "Y007",
        en=Words(
            "The YAML cannot be understood here ({problem}).",
            "Often the indentation differs from the lines around, or a text needs quotes.",
            "Compare the indentation with the lines above, and put text with special characters in quotes.",
        ),
        ja=Words(
            "ここでYAMLを読み取れなくなりました（{problem}）。",
            "多くの場合、字下げが前後の行とずれているか、文字列に引用符が要ります。",
            "上の行と字下げを比べ、記号を含む文字列は引用符で囲んでください。",
        ),
        example="- id: a\n text: Tea      # one space too few\n\n- id: a\n  text: Tea",
    ),
    error(
        "Y008",
        en=Words(
            "A colon with a space after it stands in text without quotes.",
            "YAML takes it for the end of a key.",
            "Put the whole text in double quotes.",
        ),
        ja=Words(
            "引用符のない文字列の中に、コロンと空白が続けて使われています。",
            "YAMLはこれをキーの終わりと解釈します。",
            "文字列全体を二重引用符で囲んでください。",
        ),
        example='title: Mistake 5: accepting\n\ntitle: "Mistake 5: accepting"',
    ),
    error(
        "Y009",
        en=Words(
            "The quotation that begins here is never closed.",
            "Everything up to the end of the file would belong to it.",
            'Close it with the same quotation mark; inside double quotes write \\" for a quotation mark.',
        ),
        ja=Words(
            "ここで始まる引用符が閉じられていません。",
            "このままでは、ファイルの終わりまでが1つの文字列になります。",
            '同じ引用符で閉じてください。二重引用符の中で引用符を使うときは、\\" と書きます。',
        ),
        example='en: "Green tea\n\nen: "Green tea"',
    ),
    error(
        "Y010",
        en=Words(
            "A full-width colon (：) stands where YAML needs a plain one.",
            "To YAML the full-width colon is a letter like any other.",
            'Type ":" and a space in half width.',
        ),
        ja=Words(
            "半角のコロンが必要なところに、全角のコロン（：）が使われています。",
            "YAMLにとって、全角のコロンはただの文字です。",
            "半角の「:」と空白に直してください。",
        ),
        example="ja：お茶\n\nja: お茶",
    ),
    error(
        "Y011",
        en=Words(
            'The key "{key}" stands here for the second time; the first is on line {line}.',
            "Only one of the two could be used, and nobody could tell which.",
            "Delete one of them, or join the two.",
        ),
        ja=Words(
            "キー「{key}」が2回使われています。1回目は{line}行目です。",
            "使われるのは片方だけで、どちらになるか分かりません。",
            "どちらかを削除するか、1つにまとめてください。",
        ),
        example="en: Tea\nen: Green tea",
    ),
    error(
        "Y012",
        en=Words(
            'The anchor or alias "{name}" is not allowed.',
            "Other tools and translators stumble over them, and they can make a small file explode. A text that begins "
            "with & or * is also taken for one.",
            "Write the content out; put text that begins with & or * in quotes.",
        ),
        ja=Words(
            "アンカーまたはエイリアス「{name}」は使えません。",
            "ほかの道具や翻訳者がつまずくうえ、小さなファイルが膨大なデータに化けることもあります。"
            "「&」や「*」で始まる文字列も、そう解釈されます。",
            "内容をそのまま書いてください。「&」や「*」で始まる文字列は引用符で囲みます。",
        ),
        example='en: *important\n\nen: "*important"',
    ),
    error(
        "Y013",
        en=Words(
            'The tag "{name}" is not allowed.',
            "Tags let a file choose program types. A text that begins with ! is also taken for one.",
            "Delete the tag; put text that begins with ! in quotes.",
        ),
        ja=Words(
            "タグ「{name}」は使えません。",
            "タグは、ファイルの側からプログラムの型を選ぶ仕組みです。「!」で始まる文字列も、タグと解釈されます。",
            "タグを削除してください。「!」で始まる文字列は引用符で囲みます。",
        ),
        example='en: !important\n\nen: "!important"',
    ),
    error(
        "Y014",
        en=Words(
            'The merge key "<<" is not allowed.',
            "It copies keys from elsewhere, so that a reader cannot see what holds.",
            "Write the keys out.",
        ),
        ja=Words(
            "マージキー「<<」は使えません。",
            "ほかの場所からキーを写すため、何が有効なのか読み手に分かりません。",
            "キーをそのまま書いてください。",
        ),
        example="<<: *defaults\n\npoints: 1",
    ),
    error(
        "Y015",
        en=Words(
            "A key must be plain text.",
            'A list, a mapping or a "?" stands where a key is expected.',
            "Write the key as one word and a colon; put text that begins with [ or { in quotes.",
        ),
        ja=Words(
            "キーは単純な文字列でなければなりません。",
            "キーの位置に、リスト、マッピング、または「?」があります。",
            "キーは1語とコロンで書いてください。「[」や「{」で始まる文字列は引用符で囲みます。",
        ),
        example="[a, b]: 1\n\nab: 1",
    ),
    error(
        "Y016",
        en=Words(
            "The nesting is deeper than {limit} levels.",
            "No file of a course needs that many; usually the indentation went wrong.",
            "Check the indentation, or the brackets.",
        ),
        ja=Words(
            "入れ子が{limit}段を超えています。",
            "講座のファイルにこれほどの深さは要りません。たいていは字下げの間違いです。",
            "字下げや括弧を確かめてください。",
        ),
        example="[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]",
    ),
    error(
        "Y017",
        en=Words(
            "The file holds more than {limit} keys and values.",
            "A file this large is hard to review and slow to check.",
            "Split it.",
        ),
        ja=Words(
            "ファイルに含まれるキーと値が{limit}個を超えています。",
            "大きすぎるファイルは確認しにくく、検査にも時間がかかります。",
            "ファイルを分けてください。",
        ),
        example="quizzes/big.yml → quizzes/01-leaves.yml + quizzes/02-brewing.yml",
    ),
    error(
        "Y018",
        en=Words(
            "A second YAML document, or a % directive, stands here.",
            'A file is one document; "---" begins another.',
            'Delete the "---" or the line with %.',
        ),
        ja=Words(
            "2つ目のYAML文書、または%で始まる指示があります。",
            "1つのファイルに書ける文書は1つです。「---」があると、別の文書が始まります。",
            "「---」または%の行を削除してください。",
        ),
        example="set: 01-leaves\n---\nquestions: []",
    ),
    error(
        "Y022",
        en=Words(
            "Text stands behind a closing quotation mark.",
            "In YAML a quotation holds the whole text, or none of it.",
            'Put the whole text in double quotes, and write \\" for the quotation marks inside.',
        ),
        ja=Words(
            "閉じた引用符の後ろに文字があります。",
            "YAMLの引用符は、文字列の全体を囲むか、まったく使わないかのどちらかです。",
            '全体を二重引用符で囲み、中の引用符は \\" と書いてください。',
        ),
        example='en: "Green" tea\n\nen: "\\"Green\\" tea"',
    ),
    error(
        "Y023",
        en=Words(
            "Text without quotes may not begin with {character}.",
            "YAML keeps this character for later use.",
            "Put the text in double quotes.",
        ),
        ja=Words(
            "引用符のない文字列を{character}で始めることはできません。",
            "YAMLが特別な用途に取ってある文字です。",
            "文字列を二重引用符で囲んでください。",
        ),
        example='en: @home\n\nen: "@home"',
    ),
    warning(
        "Y024",
        en=Words(
            "The lines of this Japanese text are joined with spaces.",
            "YAML turns line ends into spaces. Between English words they belong, between Japanese ones they do not.",
            "Write the text on one line.",
        ),
        ja=Words(
            "この日本語の文は、行の変わり目に空白が入ります。",
            "YAMLは改行を空白に置き換えてつなぎます。英語なら自然ですが、日本語では余分な空白になります。",
            "1行で書いてください。",
        ),
        example="ja: >-\n  一杯のお茶は、\n  3つの判断で決まる。\n\nja: 一杯のお茶は、3つの判断で決まる。",
    ),
)

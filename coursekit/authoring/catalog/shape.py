"""S: keys and values that are missing, unknown or of another kind than the schema says."""

from coursekit.authoring.catalog.entry import Words, error

__all__ = ["ENTRIES"]

ENTRIES = (
    error(
        "S001",
        en=Words('{where} lacks the key "{key}".', "The key is required here.", "Add it."),
        ja=Words("{where}に、キー「{key}」がありません。", "このキーは必須です。", "書き加えてください。"),
        example="- id: a\n  feedback: …\n\n- id: a\n  text: …\n  feedback: …",
    ),
    error(
        "S002",
        en=Words(
            '{where} has the unknown key "{key}".',
            "A key that nobody reads is a spelling mistake, or stands at the wrong place.",
            "Correct the spelling, move it, or delete it.",
        ),
        ja=Words(
            "{where}に、知らないキー「{key}」があります。",
            "どこからも読まれないキーは、つづりの間違いか、置き場所の間違いです。",
            "つづりや位置を直すか、削除してください。",
        ),
        example="corect: true\n\ncorrect: true",
    ),
    error(
        "S003",
        en=Words(
            "{where} must be {expected}, and is {found}.",
            "Text that looks like a number, true, false or null is read as such when it has no quotes.",
            "Write the value in the form that is asked for; put text that looks like a number in quotes.",
        ),
        ja=Words(
            "{where}には{expected_ja}を書きます。いまは{found_ja}です。",
            "数値やtrue、false、nullに見える文字列は、引用符がないとそのとおりに読まれます。",
            "求められている形で書いてください。数値に見える文字列は引用符で囲みます。",
        ),
        example='version: 2026.1\n\nversion: "2026.1"',
    ),
    error(
        "S004",
        en=Words(
            "{where} must be one of: {allowed}.",
            "Only these values have a meaning.",
            "Choose one of them.",
        ),
        ja=Words(
            "{where}に書けるのは、次のいずれかです：{allowed}",
            "意味を持つのは、これらの値だけです。",
            "この中から選んでください。",
        ),
        example="bloom: aply\n\nbloom: apply",
    ),
    error(
        "S005",
        en=Words("{where} is empty.", "A learner would see nothing there.", "Write the text."),
        ja=Words("{where}が空です。", "学習者には何も表示されません。", "文字を入れてください。"),
        example='ja: ""\n\nja: お茶',
    ),
    error(
        "S006",
        en=Words(
            "{where} is not a usable id.",
            "Ids stand in addresses and records: letters without accents, digits, hyphens and underscores, at most 64. "
            "Keys of references may hold letters of any script.",
            "Write an id of this form, and never change it once it is published.",
        ),
        ja=Words(
            "{where}はidとして使えません。",
            "idはアドレスや記録に使われます。使えるのは半角の英字、数字、ハイフン、下線で、64文字までです。"
            "文献のキーには、かなや漢字も使えます。",
            "この形のidを書いてください。公開した後は変えないでください。",
        ),
        example="id: question 1\n\nid: tea-01-q1",
    ),
    error(
        "S007",
        en=Words(
            "{where} is out of range: {limits}.",
            "A value beyond it cannot be meant, or cannot be computed with exactly.",
            "Write a number within the range.",
        ),
        ja=Words(
            "{where}が範囲の外です（{limits}）。",
            "範囲を超える値は、意図したものではないか、正確に計算できません。",
            "範囲の中の数を書いてください。",
        ),
        example="pass_percent: 750\n\npass_percent: 75",
    ),
    error(
        "S008",
        en=Words(
            "{where} has {count} entries; allowed are {limits}.",
            "With fewer there is nothing to decide; with more nobody can keep them apart.",
            "Add or remove entries.",
        ),
        ja=Words(
            "{where}の項目は{count}個です。{limits}個にしてください。",
            "少なすぎると選ぶ余地がなく、多すぎると見分けがつきません。",
            "項目を増やすか、減らしてください。",
        ),
        example="options:\n  - id: a\n    …",
    ),
    error(
        "S009",
        en=Words(
            '{where} lacks the language "{language}".',
            "Every text exists in every language of the course, so that all learners see the same.",
            "Add the text in this language.",
        ),
        ja=Words(
            "{where}に、言語「{language}」の文がありません。",
            "どの学習者にも同じ内容が見えるよう、文はすべて、講座のすべての言語でそろえます。",
            "この言語の文を書き加えてください。",
        ),
        example="text:\n  en: Green tea\n\ntext:\n  en: Green tea\n  ja: 緑茶",
    ),
    error(
        "S010",
        en=Words(
            '{where} has "{language}", which is no language of this course.',
            "The languages of a course stand in course.yml.",
            "Correct the code of the language, or delete the text.",
        ),
        ja=Words(
            "{where}に「{language}」がありますが、この講座の言語ではありません。",
            "講座の言語はcourse.ymlで決まっています。",
            "言語コードを直すか、その文を削除してください。",
        ),
        example="jp: 緑茶\n\nja: 緑茶",
    ),
    error(
        "S011",
        en=Words(
            '"{key}" belongs to questions of type {types}; {where} is of type {type}.',
            "Each type of question has its own keys.",
            "Delete the key, or change the type.",
        ),
        ja=Words(
            "「{key}」は{types}の問題で使うキーです。{where}の種類は{type}です。",
            "問題の種類ごとに、使えるキーが決まっています。",
            "キーを削除するか、問題の種類を変えてください。",
        ),
        example="type: single\naccept: [steam]\n\ntype: short\naccept: [steam]",
    ),
)

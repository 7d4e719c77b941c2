"""I001-I015: item writing, one question at a time, for courses that ask for it with `item_writing:` in course.yml."""

from coursekit.authoring.catalog.entry import Words, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    warning(
        "I001",
        en=Words(
            "The stem is long: {count}, where {limit} is the limit.",
            "A long stem tests reading, not the objective.",
            "Keep what the question needs.",
        ),
        ja=Words(
            "問題文が長めです（{count}。上限は{limit}）。",
            "長い問題文では、読む力を試すことになります。",
            "問いに要ることだけを残してください。",
        ),
        example="stem:\n  en: What do you ask first?",
    ),
    warning(
        "I002",
        en=Words(
            'The stem asks for what is not so: "{found}".',
            "Readers overlook a negation.",
            "Ask for what is so.",
        ),
        ja=Words(
            "問題文が「そうでないもの」を尋ねています（「{found}」）。",
            "否定は読み落とされます。",
            "当てはまるものを尋ねてください。",
        ),
        example="stem:\n  en: Which reply protects both sides?",
    ),
    warning(
        "I003",
        en=Words(
            "The feedback has a length of {count}; {low} to {high} is wanted.",
            "Shorter feedback gives no reason, longer feedback is not read.",
            "Give the reason and the next move, no more.",
        ),
        ja=Words(
            "解説の長さは{count}です（目安は{low}〜{high}）。",
            "短すぎると理由が伝わらず、長すぎると読まれません。",
            "理由と次の一手に絞ってください。",
        ),
        example="feedback:\n  en: The amount is a ceiling from then on. Ask for the terms first.",
    ),
    warning(
        "I004",
        en=Words(
            "An amount of another language is missing here: {amounts}.",
            "The two languages would ask different questions.",
            "Check the conversion and the text in both languages.",
        ),
        ja=Words(
            "ほかの言語にある数値が、ここにありません（{amounts}）。",
            "言語によって別の問題になってしまいます。",
            "換算と両言語の文を確かめてください。",
        ),
        example="stem:\n  en: The quotation is ¥8 million.\n  ja: 見積もりは800万円です。",
    ),
    warning(
        "I005",
        en=Words(
            "Japanese characters ÷ English words is {ratio}: one of the two has probably lost or gained content.",
            "An item must be the same in both languages.",
            "Compare the two texts.",
        ),
        ja=Words(
            "日本語の文字数÷英語の語数が{ratio}です。どちらかで内容が抜けたか、増えたおそれがあります。",
            "両言語で同じ問題でなければなりません。",
            "2つの文を比べてください。",
        ),
        example="stem:\n  en: What do you ask first?\n  ja: 最初に何を尋ねますか。",
    ),
    warning(
        "I006",
        en=Words(
            "A sentence here has {count} characters; {limit} is the limit.",
            "On a small screen a long sentence is read twice.",
            "Make two sentences of it.",
        ),
        ja=Words(
            "1文が{count}文字あります（上限は{limit}文字）。",
            "小さな画面では、長い文は読み返すことになります。",
            "2つの文に分けてください。",
        ),
        example="stem:\n  ja: 見積もりを頼まれました。範囲はまだ決まっていません。どう返しますか。",
    ),
    warning(
        "I010",
        en=Words(
            "The right options are {ratio} times as long as the wrong ones.",
            "Length gives the key away.",
            "Make all options alike in length.",
        ),
        ja=Words(
            "正しい選択肢の長さが、誤った選択肢の{ratio}倍です。",
            "長さで正解が分かってしまいます。",
            "選択肢の長さをそろえてください。",
        ),
        example="options:\n  - id: a\n    text:\n      en: Ask for the scope.",
    ),
    warning(
        "I011",
        en=Words(
            'The option "{found}" speaks of the others.',
            "Such an option is chosen without knowing.",
            "Write an option of its own.",
        ),
        ja=Words(
            "「{found}」は、ほかの選択肢を指しています。",
            "知らなくても選べてしまいます。",
            "独立した選択肢にしてください。",
        ),
        example="text:\n  en: Ask for the reason and the date.",
    ),
    warning(
        "I012",
        en=Words(
            'The wrong option says "{found}", and no right one does.',
            "Absolute words are seldom right, and learners know it.",
            "Word it as carefully as the right option.",
        ),
        ja=Words(
            "誤った選択肢にだけ「{found}」があります。",
            "断定の言葉は誤りの目印になります。",
            "正しい選択肢と同じ調子にしてください。",
        ),
        example="text:\n  en: Send the price at once.",
    ),
    warning(
        "I013",
        en=Words(
            "The key repeats the stem, the other options do not: {found}.",
            "The echo points at the key.",
            "Use another word, or use it in a wrong option too.",
        ),
        ja=Words(
            "正解だけが問題文の言葉を繰り返しています（{found}）。",
            "繰り返しが正解の目印になります。",
            "別の言葉にするか、誤った選択肢でも使ってください。",
        ),
        example="text:\n  en: Ask what it is for.",
    ),
    warning(
        "I014",
        en=Words(
            "Some options end with a full stop, others do not.",
            "A difference of form points at an option.",
            "End all options alike.",
        ),
        ja=Words(
            "句点で終わる選択肢と、終わらない選択肢があります。",
            "形の違いが目印になります。",
            "終わり方をそろえてください。",
        ),
        example="text:\n  ja: 金額の使い道を尋ねる。",
    ),
    warning(
        "I015",
        en=Words(
            "The options are numbers, and they do not stand in order or do not keep it.",
            "Sorting numbers in the head is not what the question tests.",
            "Sort the options and add pinned: true.",
        ),
        ja=Words(
            "選択肢が数値なのに、順に並んでいないか、並びが固定されていません。",
            "数の並べ替えは、問題の狙いではありません。",
            "大きさの順に並べ、「pinned: true」を書いてください。",
        ),
        example="pinned: true\noptions:\n  - {id: a, text: {en: 3.1, ja: 3.1}}\n  - {id: b, text: {en: 3.4, ja: 3.4}}",
    ),
)

"""C: course.yml and the data files."""

from coursekit.authoring.catalog.entry import Words, error, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    error(
        "C001",
        en=Words(
            "There is no course.yml.",
            "It names the languages and modules; without it there is no course.",
            "Write a course.yml, or name the folder of the course.",
        ),
        ja=Words(
            "course.ymlがありません。",
            "言語とモジュールを決めるファイルです。これがないと講座になりません。",
            "course.ymlを書くか、講座のフォルダーを指定してください。",
        ),
        example="course check tests/courses/tea-basics",
    ),
    error(
        "C002",
        en=Words(
            'The id "{id}" is already used at {place}.',
            "An id names one thing; links and records rely on it.",
            "Give one of the two another id: the one that is not published yet.",
        ),
        ja=Words(
            "id「{id}」は、すでに{place}で使われています。",
            "idは1つのものだけを指します。リンクも記録もidに頼っています。",
            "まだ公開していないほうに、別のidを付けてください。",
        ),
        example="- id: M01-1\n- id: M01-1\n\n- id: M01-1\n- id: M01-2",
    ),
    error(
        "C003",
        en=Words(
            'There is no group "{id}".',
            "A module's group is one of the groups in course.yml.",
            "Correct it, or add the group.",
        ),
        ja=Words(
            "グループ「{id}」はありません。",
            "モジュールのグループは、course.ymlのgroupsから選びます。",
            "idを直すか、グループを書き加えてください。",
        ),
        example="group: befor-the-table\n\ngroup: before-the-table",
    ),
    error(
        "C004",
        en=Words(
            'The module "{slug}" has no page {page}.',
            "A module that is not planned only must have its lesson in every language.",
            "Write the page, or give the module its title under planned:.",
        ),
        ja=Words(
            "モジュール「{slug}」のページ{page}がありません。",
            "準備中（planned）でないモジュールには、すべての言語のページが要ります。",
            "ページを書くか、「planned:」に題名を書いて準備中にしてください。",
        ),
        example="- slug: 03-serving\n\n- slug: 03-serving\n  planned:\n    en: Serving guests\n    ja: お客様に出す",
    ),
    error(
        "C005",
        en=Words(
            'The module "{slug}" is only planned, but the page {page} exists.',
            "A planned module is listed without a link, and nobody would find its page.",
            "Delete planned: from the module, or the page.",
        ),
        ja=Words(
            "モジュール「{slug}」は準備中（planned）ですが、ページ{page}があります。",
            "準備中のモジュールはリンクなしで並ぶため、ページにたどり着けません。",
            "モジュールの「planned:」を削除するか、ページを削除してください。",
        ),
        example="- slug: 03-serving\n  planned: …\n\n- slug: 03-serving",
    ),
    error(
        "C006",
        en=Words(
            'There is no quiz "{id}".',
            "Overrides are named after the files in quizzes/.",
            "Correct the name, or delete the entry.",
        ),
        ja=Words(
            "クイズ「{id}」はありません。",
            "overridesの項目には、quizzes/にあるファイルの名前を使います。",
            "名前を直すか、項目を削除してください。",
        ),
        example="overrides:\n  02-brewin: …\n\noverrides:\n  02-brewing: …",
    ),
    error(
        "C007",
        en=Words(
            'The quiz "{id}" is not graded, so it has no pass mark.',
            "Its file says graded: false.",
            "Delete the pass mark here, or graded: false there.",
        ),
        ja=Words(
            "クイズ「{id}」は採点しないため、合格点を持ちません。",
            "クイズのファイルに「graded: false」とあります。",
            "ここの合格点か、クイズの「graded: false」を削除してください。",
        ),
        example="overrides:\n  00-welcome:\n    pass_percent: 50",
    ),
    error(
        "C008",
        en=Words('The language "{id}" is listed twice.', "Each language is built once.", "Delete one of them."),
        ja=Words(
            "言語「{id}」が2回書かれています。", "それぞれの言語を1度ずつ作ります。", "どちらかを削除してください。"
        ),
        example="languages: [en, en]\n\nlanguages: [en, ja]",
    ),
    error(
        "C009",
        en=Words(
            'The lesson "{slug}" is no module of course.yml.',
            "Only listed modules appear in the navigation and in reports.",
            "Add it under modules:, or delete the page.",
        ),
        ja=Words(
            "レッスン「{slug}」は、course.ymlのモジュールに入っていません。",
            "ナビゲーションや受講状況に出るのは、course.ymlに並ぶモジュールだけです。",
            "「modules:」に書き加えるか、ページを削除してください。",
        ),
        example="modules:\n  - slug: 04-new-lesson\n    kind: module",
    ),
    warning(
        "C010",
        en=Words(
            'The folder content/{folder} is not read: "{folder}" is no language of this course.',
            "Languages stand in course.yml.",
            "Add the language to course.yml, or move the folder away.",
        ),
        ja=Words(
            "フォルダーcontent/{folder}は読み込まれません。「{folder}」はこの講座の言語ではありません。",
            "言語はcourse.ymlで決まっています。",
            "course.ymlに言語を加えるか、フォルダーを移してください。",
        ),
        example="languages: [en, ja, fr]",
    ),
    warning(
        "C011",
        en=Words(
            "This file is not read.",
            "Quizzes are the files quizzes/….yml; data are content/facts.yml, glossary.yml, misconceptions.yml and "
            "references.yml.",
            "Rename or move it, if it belongs to the course.",
        ),
        ja=Words(
            "このファイルは読み込まれません。",
            "クイズはquizzes/….yml、データはcontent/のfacts.yml、glossary.yml、misconceptions.yml、"
            "references.ymlです。",
            "講座の一部なら、名前か場所を変えてください。",
        ),
        example="quizzes/02-brewing.yaml → quizzes/02-brewing.yml",
    ),
    warning(
        "C012",
        en=Words(
            '{key}: has no effect for "{id}", which is taken in practice mode.',
            "Practice has no clock: learners may leave a quiz and go on another day.",
            "Write mode: exam for this quiz, or delete the key.",
        ),
        ja=Words(
            "「{id}」は練習モード（practice）のため、「{key}:」は使われません。",
            "練習には時間の制限がなく、途中でやめて別の日に続けられます。",
            "このクイズに「mode: exam」と書くか、キーを削除してください。",
        ),
        example="overrides:\n  03-exam:\n    mode: exam\n    time_limit_minutes: 40",
    ),
)

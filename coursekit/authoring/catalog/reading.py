"""Y: files and their encoding."""

from coursekit.authoring.catalog.entry import Words, error, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    error(
        "Y001",
        en=Words("The file cannot be read: {reason}.", "The file system refused it.", "Check the file's permissions."),
        ja=Words(
            "ファイルを読み取れません（{reason}）。",
            "ファイルシステムが読み取りを拒みました。",
            "ファイルの権限を確かめてください。",
        ),
        example="chmod u+r quizzes/02-brewing.yml",
    ),
    error(
        "Y002",
        en=Words(
            "The file is larger than {limit} bytes.",
            "A file this large is hard to review and slow to check; usually a picture or an export landed in it.",
            "Split it, or move large data elsewhere.",
        ),
        ja=Words(
            "ファイルの大きさが{limit}バイトを超えています。",
            "大きすぎるファイルは確認しにくく、検査にも時間がかかります。画像や書き出したデータの混入がよくある原因です。",
            "ファイルを分けるか、大きなデータをほかの場所に移してください。",
        ),
        example="quizzes/big.yml → quizzes/01-leaves.yml + quizzes/02-brewing.yml",
    ),
    error(
        "Y003",
        en=Words(
            "The file is saved as {encoding}, not as UTF-8.",
            "All files of a course are UTF-8, so that they read the same on every machine.",
            "Save the file again with the encoding UTF-8.",
        ),
        ja=Words(
            "ファイルの文字コードがUTF-8ではなく、{encoding}です。",
            "どの環境でも同じように読めるよう、講座のファイルはすべてUTF-8で保存します。",
            "文字コードにUTF-8を選んで、保存し直してください。",
        ),
        example="iconv -f CP932 -t UTF-8 old.yml > new.yml",
    ),
    error(
        "Y004",
        en=Words(
            "The invisible control character {character} stands here.",
            "It was probably pasted in. It cannot be seen, and it breaks files and pages.",
            "Delete it, or type the place again.",
        ),
        ja=Words(
            "見えない制御文字{character}が入っています。",
            "貼り付けたときに紛れ込んだと思われます。目には見えませんが、ファイルやページが壊れる原因になります。",
            "その文字を削除するか、前後を打ち直してください。",
        ),
        example="en: green\\u0007 tea   →   en: green tea",
    ),
    warning(
        "Y006",
        en=Words(
            "The file begins with a byte order mark.",
            "Some editors write this invisible mark; other tools take it for text.",
            'Save the file as UTF-8 without a mark, or run "course fmt".',
        ),
        ja=Words(
            "ファイルの先頭にBOMがあります。",
            "一部のエディターが書き込む見えない印です。ほかの道具では文字として扱われることがあります。",
            "BOMなしのUTF-8で保存するか、「course fmt」を実行してください。",
        ),
        example="course fmt",
    ),
    error(
        "Y019",
        en=Words(
            "The file is empty.", "There is nothing in it but comments or spaces.", "Write it, or delete the file."
        ),
        ja=Words(
            "ファイルが空です。", "コメントや空白のほかに何もありません。", "内容を書くか、ファイルを削除してください。"
        ),
        example="schema: quiz/v1\nset: 01-leaves\nquestions: […]",
    ),
    error(
        "Y020",
        en=Words(
            "The file is a link to a place outside the course.",
            "A course consists of the files in its folder, so that it can be copied and checked as a whole.",
            "Put a copy of the file into the course.",
        ),
        ja=Words(
            "ファイルが、講座のフォルダーの外を指すリンクになっています。",
            "講座は1つのフォルダーに収まるファイルだけで成り立ちます。そのまま複製し、検査できるようにするためです。",
            "ファイルの写しを講座の中に置いてください。",
        ),
        example="quizzes/01-leaves.yml -> /home/me/leaves.yml",
    ),
    error(
        "Y021",
        en=Words(
            "From here on the bytes are no UTF-8 text.",
            "The file is damaged, is no text, or has an encoding that is not recognized.",
            "Save the file again with the encoding UTF-8.",
        ),
        ja=Words(
            "ここから先が、UTF-8の文字として読めません。",
            "ファイルが壊れているか、文字データではないか、判別できない文字コードで保存されています。",
            "文字コードにUTF-8を選んで、保存し直してください。",
        ),
        example="iconv -f CP932 -t UTF-8 old.yml > new.yml",
    ),
)

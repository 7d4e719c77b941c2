// Flesch-Kincaid grade of the English text on standard input.
import { text } from "node:stream/consumers";
import { fleschKincaid } from "flesch-kincaid";
import { syllable } from "syllable";

const prose = await text(process.stdin);
const segments = (granularity) => [...new Intl.Segmenter("en-US", { granularity }).segment(prose)];
const words = segments("word").filter((segment) => segment.isWordLike);
const sentences = segments("sentence").filter((segment) => /\p{Letter}/u.test(segment.segment));
const counts = { sentence: sentences.length, word: words.length, syllable: syllable(prose) };
console.log(fleschKincaid(counts).toFixed(2));

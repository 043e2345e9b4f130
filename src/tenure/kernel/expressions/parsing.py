"""Read an expression from its text."""

from datetime import timedelta

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.lexing import Kind, Token, mistake, tokens
from tenure.kernel.expressions.limits import MOST_DEPTH, TOO_DEEP, within_limits
from tenure.kernel.expressions.primaries import number, offset, stated_moment
from tenure.kernel.expressions.surprises import left_over, unexpected
from tenure.kernel.expressions.tree import (
    All,
    Arithmetic,
    Between,
    Clock,
    Comparison,
    Constant,
    Either,
    Expression,
    Known,
    Match,
    Name,
    Negative,
    Not,
    OneOf,
    Text,
    Truth,
)
from tenure.kernel.expressions.words import is_plain

_SIGNS = {"=", "!=", "<", "<=", ">", ">="}
_TEST_WORDS = {"IN", "BETWEEN", "CONTAINS", "STARTS", "ENDS"}


def parsed(text: str, *, field: str = "where") -> Expression:
    """Return the tree of an expression; BadExpression says at which column it cannot be read, and what to write."""
    return within_limits(_Reader(tokens(text, field=field), field).whole(), field=field)


class _Reader:
    """Read words from left to right, one method for each rule of the grammar."""

    def __init__(self, words: list[Token], field: str) -> None:
        self._words = words
        self._field = field
        self._position = 0
        self._depth = 0

    def whole(self) -> Expression:
        if self._is_over():
            raise self._mistake("the expression is empty; write, for example, plan = 'pro'", reason="empty")
        expression = self._either()
        if not self._is_over():
            raise left_over(self._next, self._last, field=self._field)
        return expression

    def _either(self) -> Expression:
        place = self._next.place
        terms = [self._all()]
        while self._take("word", "OR"):
            terms.append(self._all())
        return terms[0] if len(terms) == 1 else Either(tuple(terms), place)

    def _all(self) -> Expression:
        place = self._next.place
        terms = [self._not()]
        while self._take("word", "AND"):
            terms.append(self._not())
        return terms[0] if len(terms) == 1 else All(tuple(terms), place)

    def _not(self) -> Expression:
        place = self._next.place
        if not self._take("word", "NOT"):
            return self._test()
        self._go_down()
        opposite = Not(self._not(), place)
        self._depth -= 1
        return opposite

    def _test(self) -> Expression:
        left, word = self._sum(), self._next
        if word.kind == "sign" and word.text in _SIGNS:
            return self._comparison(left)
        if self._take("word", "IS"):
            is_negated = self._take("word", "NOT")
            self._expect_known()
            return self._maybe_not(Known(left, word.place), word, is_negated=is_negated)
        is_negated = self._take("word", "NOT")
        if self._next.kind == "word" and self._next.text in _TEST_WORDS:
            return self._maybe_not(self._worded_test(left), word, is_negated=is_negated)
        if is_negated:
            raise self._mistake("after NOT, write IN, BETWEEN, CONTAINS, STARTS WITH or ENDS WITH")
        return left

    def _comparison(self, left: Expression) -> Expression:
        sign = self._advance()
        comparison = Comparison(sign.text, left, self._sum(), sign.place)  # type: ignore[arg-type]  # one of _SIGNS
        if self._next.kind == "sign" and self._next.text in _SIGNS:
            remedy = "one comparison at a time: write 1 < x AND x < 5, or x BETWEEN 1 AND 5"
            raise self._mistake(remedy, reason="one_comparison")
        return comparison

    def _worded_test(self, left: Expression) -> Expression:
        word = self._advance()
        match word.text:
            case "IN":
                return OneOf(left, self._options(), word.place)
            case "BETWEEN":
                low = self._sum()
                self._expect("word", "AND", "BETWEEN needs both ends: x BETWEEN 1 AND 5")
                return Between(left, low, self._sum(), word.place)
            case "CONTAINS":
                return Match("contains", left, self._wanted_text("CONTAINS"), word.place)
            case "STARTS":
                self._expect("word", "WITH", "write STARTS WITH 'text'")
                return Match("starts_with", left, self._wanted_text("STARTS WITH"), word.place)
            case _:
                self._expect("word", "WITH", "write ENDS WITH 'text'")
                return Match("ends_with", left, self._wanted_text("ENDS WITH"), word.place)

    def _options(self) -> tuple[Constant, ...]:
        self._expect("sign", "(", "IN is followed by a list in brackets: IN ('pro', 'team')")
        options = [self._option()]
        while self._take("sign", ","):
            options.append(self._option())
        self._expect("sign", ")", "the list after IN is not closed; end it with )")
        return tuple(options)

    def _option(self) -> Constant:
        option = self._next
        value = self._sum()
        if isinstance(value, Name) and option.kind == "quoted":
            sentence = f"double quotes make a name; for a text write '{value.key}'"
            raise self._mistake(sentence, option, reason="double_quotes")
        if not isinstance(value, Constant):
            raise self._mistake("a list holds stated values, such as 1, 'pro' or DATE '2026-01-31'", option)
        return value

    def _sum(self) -> Expression:
        left = self._product()
        while self._next.kind == "sign" and self._next.text in {"+", "-"}:
            sign = self._advance()
            left = Arithmetic(sign.text, left, self._product(), sign.place)  # type: ignore[arg-type]  # it is + or -
        return left

    def _product(self) -> Expression:
        left = self._unary()
        while self._next.kind == "sign" and self._next.text in {"*", "/"}:
            sign = self._advance()
            left = Arithmetic(sign.text, left, self._unary(), sign.place)  # type: ignore[arg-type]  # it is * or /
        return left

    def _unary(self) -> Expression:
        minus = self._next
        if not self._take("sign", "-"):
            return self._primary()
        if self._next.kind == "number":
            return number(self._advance(), is_negative=True, field=self._field)
        self._go_down()
        negative = Negative(self._unary(), minus.place)
        self._depth -= 1
        return negative

    def _primary(self) -> Expression:
        word = self._next
        match word.kind, word.text:
            case ("sign", "("):
                return self._grouped()
            case ("number", _):
                return number(self._advance(), is_negative=False, field=self._field)
            case ("word", "TRUE" | "FALSE"):
                return Truth(self._advance().text == "TRUE", word.place)
            case ("word", "DATE" | "INSTANT"):
                return stated_moment(self._advance(), self._advance(), field=self._field)
            case ("word", "AGO" | "FROM_NOW" | "NOW"):
                return self._clock()
            case ("text" | "name" | "quoted", _):
                return self._word()
        raise unexpected(word, field=self._field)

    def _grouped(self) -> Expression:
        self._advance()
        self._go_down()
        inside = self._either()
        self._depth -= 1
        if self._next.kind == "sign" and self._next.text == ",":
            raise self._mistake("a list in brackets follows IN; a number is written without commas")
        if self._is_over():
            raise self._mistake("a bracket is still open; close it with )", reason="open_bracket")
        if not self._take("sign", ")"):
            raise left_over(self._next, self._last, field=self._field)
        return inside

    def _clock(self) -> Clock:
        word = self._advance()
        example = "NOW()" if word.text == "NOW" else f"{word.text}(14d)"
        remedy = f'write {example}; a trait of that name is written "{word.text.lower()}"'
        self._expect("sign", "(", remedy)
        passed = timedelta() if word.text == "NOW" else offset(self._advance(), field=self._field)
        self._expect("sign", ")", f"write {example}")
        return Clock(-passed if word.text == "AGO" else passed, word.place)

    def _word(self) -> Expression:
        word = self._advance()
        if word.kind == "text":
            return Text(word.text, word.place)
        if self._next.kind == "sign" and self._next.text == "(":
            sentence = f"there is no function {word.text}; only AGO(14d), FROM_NOW(7d) and NOW()"
            raise self._mistake(sentence, word, reason="no_function")
        if word.kind == "name" and not is_plain(word.text):
            small = word.text[0].lower() + word.text[1:]
            raise self._mistake(f'a name starts with a small letter: write {small}, or "{word.text}"', word)
        return Name(word.text, word.place)

    def _wanted_text(self, operator: str) -> str:
        word = self._next
        if word.kind != "text":
            given = word.text if word.kind in {"name", "quoted", "number"} else "text"
            raise self._mistake(f"{operator} is followed by a text in single quotes: {operator} '{given}'")
        return self._advance().text

    def _expect_known(self) -> None:
        if self._next.kind == "word" and self._next.text == "NULL":
            is_negated = self._last.text == "NOT"
            raise self._mistake(f"write {'IS KNOWN' if is_negated else 'IS NOT KNOWN'}")
        self._expect("word", "KNOWN", "IS is followed by KNOWN or NOT KNOWN; to compare, write =")

    def _maybe_not(self, test: Expression, word: Token, *, is_negated: bool) -> Expression:
        return Not(test, word.place) if is_negated else test

    def _go_down(self) -> None:
        self._depth += 1
        if self._depth >= MOST_DEPTH:
            raise self._mistake(TOO_DEEP, reason="too_large")

    @property
    def _next(self) -> Token:
        return self._words[self._position]

    @property
    def _last(self) -> Token:
        return self._words[self._position - 1]

    def _is_over(self) -> bool:
        return self._next.kind == "end"

    def _advance(self) -> Token:
        word = self._next
        self._position = min(self._position + 1, len(self._words) - 1)
        return word

    def _take(self, kind: Kind, text: str) -> bool:
        found = self._next.kind == kind and self._next.text == text
        if found:
            self._advance()
        return found

    def _expect(self, kind: Kind, text: str, remedy: str) -> None:
        if not self._take(kind, text):
            raise self._mistake(remedy)

    def _mistake(self, sentence: str, word: Token | None = None, *, reason: str = "") -> BadExpression:
        at = word or self._next
        return mistake(at.place, sentence, field=self._field, reason=reason, word=at.text)

/* text.c — values in PostgreSQL's own grammar (its guc.c: parse_int, parse_real, parse_bool). */
#include "tune/text.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"

struct factor {
	const char *name;
	int64_t factor;
};

/* Largest first: writing takes the first that divides. Case-sensitive, as in the server. */
static const struct factor byte_units[] = {
	{ "TB", 1024 * GIB },
	{ "GB", GIB },
	{ "MB", MIB },
	{ "kB", KIB },
	{ "B", 1 },
};

/* Hours are the largest we write, so that a timeout reads as its documentation: 48h. */
static const struct factor time_units[] = {
	{ "h", 60 * 60 * 1000 },
	{ "min", 60 * 1000 },
	{ "s", 1000 },
	{ "ms", 1 },
	{ "d", 24 * 60 * 60 * 1000 },
};
#define TIME_UNITS_WRITTEN 4

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static int
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

static const char *
skip_space(const char *p)
{
	while (is_space(*p))
		p++;
	return p;
}

static const char *
read_digits(const char *p, int base, double *x)
{
	for (; digit_of(*p) < base; p++)
		*x = *x * base + digit_of(*p);
	return p;
}

/* Behind "1." or ".": the fraction's digits. */
static const char *
read_fraction(const char *p, double *x)
{
	for (double scale = 0.1; digit_of(*p) < 10; p++, scale /= 10)
		*x += digit_of(*p) * scale;
	return p;
}

/* "e-3"; what is no exponent is left where it is. Past 400 a double has no more to say. */
static const char *
read_exponent(const char *p, double *x)
{
	const char *digits;
	double power = 0;

	if (*p != 'e' && *p != 'E')
		return p;
	digits = p + 1 + (p[1] == '-' || p[1] == '+');
	if (digit_of(*digits) >= 10)
		return p;
	digits = read_digits(digits, 10, &power);
	for (int i = 0; i < power && i < 400; i++)
		*x = p[1] == '-' ? *x / 10 : *x * 10;
	return digits;
}

/* A decimal; a whole setting's may have strtol's prefixes instead of a fraction or an exponent.
 * NULL when there is no number. */
static const char *
read_number(const char *p, bool whole, double *x)
{
	bool minus = *p == '-';
	const char *start, *end;

	*x = 0;
	start = p += *p == '-' || *p == '+';
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X') && digit_of(p[2]) < 16) {
		end = read_digits(p + 2, 16, x);
	} else {
		end = read_digits(p, 10, x);
		if (*end == '.')
			end = read_fraction(end + 1, x);
		else if (whole && *p == '0' && *end != 'e' && *end != 'E') {
			*x = 0; /* octal: read again */
			end = read_digits(p, 8, x);
		}
		if (end == start || (end == start + 1 && *start == '.'))
			return NULL;
		end = read_exponent(end, x);
	}
	if (minus)
		*x = -*x;
	return end;
}

/* How much one of the unit's word at p counts, in bytes or ms; 0: no such unit. */
static double
read_unit(const char *p, size_t len, const struct setting *s)
{
	const struct factor *units = s->unit == UNIT_BYTES ? byte_units : time_units;
	size_t count = s->unit == UNIT_BYTES ? LEN(byte_units) : LEN(time_units);

	if (len == 0)
		return (double)s->bare;
	for (size_t i = 0; s->unit != UNIT_NONE && i < count; i++)
		if (str_is(p, len, units[i].name))
			return (double)units[i].factor;
	return s->unit == UNIT_MS && str_is(p, len, "us") ? 0.001 : 0;
}

/* rint(3): to the nearest, a half to the even one. Beyond 1e15 a double is as good as whole. */
static double
nearest(double x)
{
	int64_t n;
	double rest;

	if (!(x > -1e15 && x < 1e15))
		return x;
	n = (int64_t)x;
	rest = x - (double)n;
	if (rest > 0.5 || (rest >= 0.5 && n % 2 != 0))
		n++;
	if (rest < -0.5 || (rest <= -0.5 && n % 2 != 0))
		n--;
	return (double)n;
}

/* "0.3GB" is rounded to the next smaller unit, 307MB (convert_to_base_unit); 0: there is none. */
static double
next_smaller(double unit, const struct setting *s)
{
	const struct factor *units = s->unit == UNIT_BYTES ? byte_units : time_units;
	size_t count = s->unit == UNIT_BYTES ? LEN(byte_units) : LEN(time_units);
	double best = s->unit == UNIT_MS && unit >= 1 ? 0.001 : 0;

	for (size_t i = 0; s->unit != UNIT_NONE && i < count; i++)
		if ((double)units[i].factor < unit && (double)units[i].factor > best)
			best = (double)units[i].factor;
	return best;
}

static int
read_quantity(const struct setting *s, const char *text, struct value *v, struct err *e)
{
	const char *p = skip_space(text), *word;
	double x, unit, smaller, slack;
	size_t len;

	if ((p = read_number(p, s->kind == VALUE_INT, &x)) == NULL)
		return fail(e, "not a number");
	word = skip_space(p);
	for (len = strlen(word); len > 0 && is_space(word[len - 1]); len--)
		;
	if ((unit = read_unit(word, len, s)) == 0)
		return fail(e, s->unit == UNIT_NONE ? "not a number" : "unknown unit");
	v->kind = s->kind;
	if (s->minus_one && len == 0 && x == -1) {
		v->n = -1;
		return 0;
	}
	smaller = len > 0 ? next_smaller(unit, s) : 0;
	x = smaller > 0 ? nearest(x * unit / smaller) * smaller : x * unit;
	slack = s->kind == VALUE_REAL ? 0 : (double)s->bare / 2;
	if (!(x >= (double)s->min - slack && x <= (double)s->max + slack))
		return fail(e, "outside the server's range");
	if (s->kind == VALUE_REAL) {
		v->x = x;
		return 0;
	}
	v->n = (int64_t)nearest(x / (double)s->bare) * s->bare;
	return v->n >= s->min && v->n <= s->max ? 0 : fail(e, "outside the server's range");
}

/* parse_bool takes "t" and "of", not "o", which begins two words. */
static bool
begins(const char *text, const char *word, size_t len)
{
	size_t n = strlen(text);

	return n > 0 && n < len && strncasecmp(text, word, n) == 0 && !str_is_nocase(text, n, "o");
}

static int
read_word(const struct setting *s, const char *text, struct str *out, struct err *e)
{
	size_t len;

	for (const char *word = s->words;; word += len + strlen(", ")) {
		len = strcspn(word, ",");
		if (str_is_nocase(word, len, text) ||
		    (s->words == setting_boolean && begins(text, word, len))) {
			str_addn(out, word, len);
			return 0;
		}
		if (word[len] == '\0')
			return fail(e, "none of %s", s->words);
	}
}

int
value_read(const struct setting *s, const char *text, struct value *v, struct err *e)
{
	struct str out;

	memset(v, 0, sizeof(*v));
	if (s->kind != VALUE_TEXT)
		return read_quantity(s, text, v, e);
	v->kind = VALUE_TEXT;
	out = str_on(v->text, sizeof(v->text));
	if (s->words != NULL)
		return read_word(s, text, &out, e);
	str_add(&out, text);
	return out.full ? fail(e, "too long") : 0;
}

static bool
same_text(const char *a, const char *b)
{
	bool a_yes, b_yes;
	struct err e;

	if (num_bool(a, strlen(a), &a_yes, &e) == 0 && num_bool(b, strlen(b), &b_yes, &e) == 0)
		return a_yes == b_yes;
	return str_is_nocase(a, strlen(a), b);
}

bool
value_same(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == VALUE_TEXT)
		return same_text(a->text, b->text);
	if (a->kind == VALUE_REAL)
		return a->x >= b->x && a->x <= b->x;
	return a->n == b->n;
}

static void
write_in(struct str *out, int64_t n, const struct factor *units, size_t count)
{
	size_t i = 0;

	while (i < count - 1 && n % units[i].factor != 0)
		i++;
	str_addf(out, "%lld%s", (long long)(n / units[i].factor), units[i].name);
}

void
value_write(struct str *out, const struct setting *s, const struct value *v)
{
	if (v->kind == VALUE_NONE)
		return;
	if (v->kind == VALUE_TEXT)
		str_add(out, v->text);
	else if (v->kind == VALUE_REAL)
		str_addf(out, "%.15g", v->x);
	else if (s->unit == UNIT_NONE || v->n <= 0)
		str_addf(out, "%lld", (long long)v->n);
	else if (s->unit == UNIT_BYTES)
		write_in(out, v->n, byte_units, LEN(byte_units));
	else
		write_in(out, v->n, time_units, TIME_UNITS_WRITTEN);
}

/* builtins.c — names of pg_catalog, which every search path begins with: functions that statements
 * call by name, and types. From PostgreSQL 18, without what serves operators, types and indexes. */
#include "lint/builtins.h"

#include "base/span.h"

static const char *const functions[] = {
	"abbrev abs acldefault aclexplode acos acosd acosh age any_value area array_agg",
	"array_append array_cat array_dims array_fill array_length array_lower array_ndims",
	"array_position array_positions array_prepend array_remove array_replace array_reverse",
	"array_sample array_shuffle array_sort array_to_json array_to_string array_to_tsvector",
	"array_upper ascii asin asind asinh atan atan2 atan2d atand atanh avg bit_and bit_count",
	"bit_length bit_or bit_xor bool bool_and bool_or box bpchar broadcast btrim cardinality",
	"casefold cbrt ceil ceiling center char char_length character_length chr cidr circle",
	"clock_timestamp col_description concat concat_ws convert convert_from convert_to corr",
	"cos cosd cosh cot cotd count covar_pop covar_samp crc32 crc32c cume_dist",
	"current_database current_query current_schema current_schemas current_setting",
	"current_user currval cursor_to_xml cursor_to_xmlschema database_to_xml",
	"database_to_xml_and_xmlschema database_to_xmlschema date date_add date_bin date_part",
	"date_subtract date_trunc datemultirange daterange decode degrees dense_rank diagonal",
	"diameter div encode enum_first enum_last enum_range erf erfc every exp extract factorial",
	"family first_value float8 floor format format_type gamma gcd gen_random_uuid",
	"generate_series generate_subscripts get_bit get_byte get_current_ts_config",
	"getdatabaseencoding has_database_privilege has_schema_privilege has_table_privilege",
	"height host hostmask inet inet_client_addr inet_client_port inet_merge inet_server_addr",
	"inet_server_port initcap int4 int4multirange int4range int8 int8multirange int8range",
	"interval is_normalized isclosed isempty isfinite ishorizontal isopen isparallel isperp",
	"isvertical json_agg json_agg_strict json_array_elements json_array_elements_text",
	"json_array_length json_build_array json_build_object json_each json_each_text",
	"json_object json_object_agg json_object_agg_strict json_object_agg_unique",
	"json_object_agg_unique_strict json_object_keys json_populate_record",
	"json_populate_recordset json_strip_nulls json_to_record json_to_recordset",
	"json_to_tsvector json_typeof jsonb_agg jsonb_agg_strict jsonb_array_elements",
	"jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object",
	"jsonb_contains jsonb_delete jsonb_delete_path jsonb_each jsonb_each_text jsonb_exists",
	"jsonb_insert jsonb_object jsonb_object_agg jsonb_object_agg_strict",
	"jsonb_object_agg_unique jsonb_object_agg_unique_strict jsonb_object_keys",
	"jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz",
	"jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first",
	"jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record",
	"jsonb_populate_record_valid jsonb_populate_recordset jsonb_pretty jsonb_set",
	"jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_to_tsvector",
	"jsonb_typeof justify_days justify_hours justify_interval lag last_value lastval lcm lead",
	"left length lgamma like line ln log log10 lower lpad lseg ltrim macaddr8_set7bit",
	"make_date make_interval make_time make_timestamp make_timestamptz masklen max md5 min",
	"min_scale mod mode multirange name netmask network nextval normalize now npoints",
	"nth_value ntile num_nonnulls num_nulls numeric nummultirange numnode numrange",
	"obj_description octet_length oid overlaps overlay parse_ident percent_rank",
	"percentile_cont percentile_disc phraseto_tsquery pi plainto_tsquery point polygon",
	"position pow power query_to_xml query_to_xml_and_xmlschema query_to_xmlschema",
	"quote_ident quote_literal quote_nullable radians radius random random_normal range_agg",
	"range_intersect_agg range_merge rank regexp_count regexp_instr regexp_like regexp_match",
	"regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr",
	"regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy",
	"regr_syy repeat replace reverse right round row_number row_security_active row_to_json",
	"rpad rtrim scale schema_to_xml schema_to_xml_and_xmlschema schema_to_xmlschema",
	"session_user set_bit set_byte set_config set_masklen setseed setval setweight sha224",
	"sha256 sha384 sha512 shobj_description sign sin sind sinh slope split_part sqrt",
	"starts_with statement_timestamp stddev stddev_pop stddev_samp string_agg string_to_array",
	"string_to_table strip strpos substr substring sum suppress_redundant_updates_trigger",
	"system_user table_to_xml table_to_xml_and_xmlschema table_to_xmlschema tan tand tanh",
	"text time timeofday timestamp timestamptz timetz timezone to_ascii to_bin to_char",
	"to_date to_hex to_json to_jsonb to_number to_oct to_regclass to_regcollation",
	"to_regnamespace to_regoper to_regoperator to_regproc to_regprocedure to_regrole",
	"to_regtype to_regtypemod to_timestamp to_tsquery to_tsvector transaction_timestamp",
	"translate trim_array trim_scale trunc ts_debug ts_delete ts_filter ts_headline ts_lexize",
	"ts_parse ts_rank ts_rank_cd ts_rewrite ts_stat ts_token_type tsmultirange tsrange",
	"tstzmultirange tstzrange tsvector_to_array tsvector_update_trigger",
	"tsvector_update_trigger_column txid_current txid_current_if_assigned",
	"txid_current_snapshot txid_snapshot_xip txid_snapshot_xmax txid_snapshot_xmin",
	"txid_status txid_visible_in_snapshot unicode_assigned unicode_version unistr unnest",
	"upper upper_inc upper_inf uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7",
	"var_pop var_samp varchar variance version websearch_to_tsquery width width_bucket",
	"xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlagg",
	"xmlcomment xmlexists xmltext xpath xpath_exists",
	NULL,
};

static const char *const types[] = {
	"aclitem bit bool box bpchar bytea char cid cidr circle date datemultirange daterange",
	"event_trigger float4 float8 inet int2 int2vector int4 int4multirange int4range int8",
	"int8multirange int8range interval json jsonb jsonpath line lseg macaddr macaddr8 money",
	"name numeric nummultirange numrange oid oidvector path point polygon record refcursor",
	"regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc",
	"regprocedure regrole regtype text tid time timestamp timestamptz timetz trigger",
	"tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot uuid varbit",
	"varchar void xid xid8 xml",
	NULL,
};

/* Is it one of the words in the lines? */
static bool
is_listed(const char *const *lines, const struct lint_name *name)
{
	for (; *lines != NULL; lines++) {
		struct span rest = span_of(*lines), word;

		while (span_next(&rest, ' ', &word)) {
			const struct lint_name listed = { .p = word.p, .len = word.len };

			if (lint_name_same(&listed, name))
				return true;
		}
	}
	return false;
}

bool
lint_builtin_function(const struct lint_name *name)
{
	return is_listed(functions, name);
}

bool
lint_builtin_type(const struct lint_name *name)
{
	return is_listed(types, name);
}

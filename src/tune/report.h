/* report.h — what the plan says about itself: the budget term by term, and its warnings; internal
 * to tune/. */
#ifndef TUNE_REPORT_H
#define TUNE_REPORT_H

#include "tune/plan.h"

void report_budget(struct plan *p, const struct gucset *given);
void report_warnings(struct plan *p);
void warn_replaced(struct plan *p, enum setting_id id, const struct guc *conf);

#endif

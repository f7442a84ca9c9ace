/* report.h — what the plan says about itself: the budget term by term, and its warnings; internal
 * to tune/. */
#ifndef TUNE_REPORT_H
#define TUNE_REPORT_H

#include "tune/plan.h"

/* Fills p->budget from the solved plan; `given`: see plan_make(). */
void report_budget(struct plan *p, const struct gucset *given);
/* What the solved plan warns of. */
void report_warnings(struct plan *p);
/* The operator's line that the plan replaces. */
void warn_replaced(struct plan *p, enum setting_id id, const struct guc *conf);

#endif

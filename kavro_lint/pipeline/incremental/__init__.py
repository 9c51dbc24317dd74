"""The answer to a `check` kept up to date: what a change of sources adds is put in, the rest stays.

A whole run leaves what each file contributes (`contributing`), the report and the policy it was
judged by (`kept_report`). A later run puts the sources that differ into that (`changed_sources`):
mostly only counts change (`neutral_change`), else those sources alone are judged (`judged_again`),
and what neither is sure of is judged whole. `explain` and proposals start from the same state
(`kept_survey`, `kept_proposals`).
"""

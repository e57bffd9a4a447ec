# `E`: a month beside a day stands in the genitive.
DATE_FORMAT = "j E Y р."
MONTH_DAY_FORMAT = "j E"
YEAR_MONTH_FORMAT = "F Y р."

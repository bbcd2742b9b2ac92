// Logs of package managers: a file's record counts together with that of a log that shows beside it.
#pragma once

#include "extract/dispatch.h"
#include "scan/image_view.h"
#include "scan/names.h"

namespace pratique::scan {

// Makes each file whose log shows pending once more, to be parsed together with it. False when there is none, as in
// nearly every image. What the logs hold is charged to the meter; a log without its file is a note.
bool settle_logs(const ImageView& view, const extract::Catalogue& catalogue, base::Meter& meter,
                 Names& names);

}  // namespace pratique::scan

// Versions of products in CPEs (NVD; NISTIR 7695 §5.3.3 leaves them to the products): as projects number them, with the
// update behind a colon ("9.3:p1", "1.2:rc1").
#include "version/text_order.h"
#include "version/upstream.h"

namespace pratique::version {

std::unique_ptr<Order> make_cpe() { return make_order("cpe", is_upstream, compare_upstream); }

}  // namespace pratique::version

// Adding an exception to the text of a pratique.yaml, which people write by hand: nothing else of it changes.
#pragma once

#include <string>

#include "vex/exception_rule.h"

namespace pratique::vex {

// The text with the exception as the last of its list, in the indentation of that list; the list is begun where there is none.
// What comes out was read again and has one exception more, else it is an error. Errors: kUsage: a text that is wrong
// already, a list in brackets, an exception that is none (as read_exceptions()).
Result<std::string> with_exception(const std::string& text, const ExceptionRule& rule,
                                   const std::string& file);

}  // namespace pratique::vex

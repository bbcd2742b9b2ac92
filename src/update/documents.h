// Documents that a list names one by one: those that are new are fetched, several at a time, the others stay. Shared by
// the kinds of publishers who have no archive.
#pragma once

#include <string>
#include <vector>

#include "update/fetching.h"

namespace pratique::update {

struct ListedDocument {
  // As it will be called in the feed's folder.
  std::string name;
  // Of the same.
  std::vector<std::string> urls;
  // What the list says of it; a document with the same mark is the same. Empty: nothing.
  std::string mark;
};

// The feed becomes these documents, of which at most 500,000 may be listed. What is known with its mark is not asked for;
// with `again` it is, conditionally, unless an update that was ended brought it just now. True: all are as listed. One
// that cannot be had stays as it was, and the feed has a fault; one that is gone meanwhile is left out.
Result<bool> take_documents(Fetching& feed, std::vector<ListedDocument> documents, bool again);

}  // namespace pratique::update

#include "advisory/json_feed.h"

#include "codec/json_pieces.h"

namespace pratique::advisory {

static Result<void> each_of(codec::JsonPieces pieces, FeedSink& sink,
                            const std::function<void(std::string_view key, codec::Json value)>& visit) {
  for (;;) {
    PQ_TRY(const auto piece, pieces.next());
    if (!piece) return {};
    if (piece->text.empty()) {
      sink.skip(piece->key, "larger than 32 MiB");
      continue;
    }
    const auto document = codec::JsonDocument::parse(piece->text);
    if (document) {
      visit(piece->key, document->root());
    } else {
      sink.skip(piece->key, to_line(document.error()));
    }
  }
}

Result<void> each_piece(Source& source, FeedSink& sink,
                        const std::function<void(std::string_view key, codec::Json value)>& visit) {
  return each_of(codec::JsonPieces([&] { return source.piece(); }), sink, visit);
}

Result<void> each_piece_of(Source& source, std::string_view member, FeedSink& sink,
                           const std::function<void(std::string_view key, codec::Json value)>& visit) {
  return each_of(codec::JsonPieces::of_member([&] { return source.piece(); }, std::string(member)), sink,
                 visit);
}

}  // namespace pratique::advisory

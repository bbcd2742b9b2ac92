#include "fix/diff.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace pratique::fix {

namespace {

using Lines = std::vector<std::string_view>;

// With their "\n"; the last may lack it.
Lines lines_of(std::string_view text) {
  Lines out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto size = end == text.npos ? text.size() : end + 1;
    out.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return out;
}

// Which lines go and which come, in two lists of flags.
struct Marks {
  std::vector<bool> removed, added;
};

// E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the greedy algorithm; the furthest points of each
// round are kept for the way back.
class Shortest {
 public:
  Shortest(const Lines& a, const Lines& b, std::size_t from, std::size_t a_end, std::size_t b_end)
      : a_(a),
        b_(b),
        from_(static_cast<long>(from)),
        n_(static_cast<long>(a_end - from)),
        m_(static_cast<long>(b_end - from)) {}

  // False: more than kMaxDiffEdits.
  bool mark(Marks& marks) {
    const auto rounds = std::min(n_ + m_, static_cast<long>(kMaxDiffEdits));
    std::vector<long> furthest(static_cast<std::size_t>(2 * rounds + 3), 0);
    const auto at = [&](long k) -> long& { return furthest[static_cast<std::size_t>(k + rounds + 1)]; };
    for (long d = 0; d <= rounds; ++d) {
      for (long k = -d; k <= d; k += 2) {
        const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
        auto x = down ? at(k + 1) : at(k - 1) + 1;
        while (x < n_ && x - k < m_ && same(x, x - k)) ++x;
        at(k) = x;
        if (x < n_ || x - k < m_) continue;
        trace_.push_back(kept(at, d));
        back(d, marks);
        return true;
      }
      trace_.push_back(kept(at, d));
    }
    return false;
  }

 private:
  bool same(long x, long y) const {
    return x >= 0 && y >= 0 &&
           a_[static_cast<std::size_t>(from_ + x)] == b_[static_cast<std::size_t>(from_ + y)];
  }
  // Of diagonals -d … d.
  template <class At>
  static std::vector<int> kept(const At& at, long d) {
    std::vector<int> out;
    for (long k = -d; k <= d; ++k) out.push_back(static_cast<int>(at(k)));
    return out;
  }

  void back(long d, Marks& marks) const {
    auto x = n_, y = m_;
    for (; d > 0; --d) {
      const auto& row = trace_[static_cast<std::size_t>(d - 1)];
      const auto at = [&](long k) {
        return k < -(d - 1) || k > d - 1 ? -1L : static_cast<long>(row[static_cast<std::size_t>(k + d - 1)]);
      };
      const auto k = x - y;
      const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
      const auto before_x = at(down ? k + 1 : k - 1);
      const auto before_y = before_x - (down ? k + 1 : k - 1);
      if (down) {
        marks.added[static_cast<std::size_t>(from_ + before_y)] = true;
      } else {
        marks.removed[static_cast<std::size_t>(from_ + before_x)] = true;
      }
      x = before_x, y = before_y;
    }
  }

  const Lines& a_;
  const Lines& b_;
  long from_, n_, m_;
  std::vector<std::vector<int>> trace_;
};

Marks compare(const Lines& a, const Lines& b) {
  Marks marks{.removed = std::vector<bool>(a.size()), .added = std::vector<bool>(b.size())};
  std::size_t from = 0, a_end = a.size(), b_end = b.size();
  while (from < a_end && from < b_end && a[from] == b[from]) ++from;
  while (a_end > from && b_end > from && a[a_end - 1] == b[b_end - 1]) --a_end, --b_end;
  if (Shortest(a, b, from, a_end, b_end).mark(marks)) return marks;
  std::fill(marks.removed.begin() + static_cast<long>(from), marks.removed.begin() + static_cast<long>(a_end),
            true);
  std::fill(marks.added.begin() + static_cast<long>(from), marks.added.begin() + static_cast<long>(b_end),
            true);
  return marks;
}

// One line of a hunk.
struct DiffLine {
  char sign;
  std::string_view text;
};

std::string range_text(std::size_t begin, std::size_t count) {
  // An empty range names the line before it.
  const auto first = std::to_string(count == 0 ? begin : begin + 1);
  return count == 1 ? first : first + "," + std::to_string(count);
}

class Hunks {
 public:
  explicit Hunks(std::string& out) : out_(out) {}

  void keep(std::string_view line) {
    if (!open_) {
      context_.push_back(line);
      if (context_.size() > kDiffContext) context_.erase(context_.begin());
    } else {
      add(' ', line);
      if (++quiet_ > 2 * kDiffContext) close();
    }
    ++old_, ++new_;
  }
  void change(char sign, std::string_view line) {
    if (!open_) {
      open_ = true;
      old_begin_ = old_ - context_.size(), new_begin_ = new_ - context_.size();
      for (const auto& one : std::exchange(context_, {})) add(' ', one);
    }
    quiet_ = 0;
    add(sign, line);
    ++(sign == '-' ? old_ : new_);
  }
  // What is quiet at the end is cut to the context; the rest is the context of the next hunk.
  void close() {
    if (!open_) return;
    const auto spare = quiet_ > kDiffContext ? quiet_ - kDiffContext : 0;
    std::vector<DiffLine> rest(lines_.end() - static_cast<long>(spare), lines_.end());
    lines_.resize(lines_.size() - spare);
    write();
    for (const auto& one : rest) context_.push_back(one.text);
    while (context_.size() > kDiffContext) context_.erase(context_.begin());
    lines_.clear();
    open_ = false, quiet_ = 0;
  }

 private:
  void add(char sign, std::string_view line) { lines_.push_back({sign, line}); }

  void write() {
    const auto count = [&](char other) {
      return lines_.size() - static_cast<std::size_t>(std::ranges::count(lines_, other, &DiffLine::sign));
    };
    out_ += "@@ -" + range_text(old_begin_, count('+')) + " +" + range_text(new_begin_, count('-')) + " @@\n";
    for (const auto& [sign, text] : lines_) {
      out_ += sign;
      out_ += text;
      if (!text.ends_with('\n')) out_ += "\n\\ No newline at end of file\n";
    }
  }

  std::string& out_;
  std::vector<std::string_view> context_;
  std::vector<DiffLine> lines_;
  // Lines passed on each side; where the open hunk begins.
  std::size_t old_ = 0, new_ = 0, old_begin_ = 0, new_begin_ = 0;
  // Unchanged lines since the last change.
  std::size_t quiet_ = 0;
  bool open_ = false;
};

}  // namespace

std::string unified_diff(std::string_view path, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const auto a = lines_of(before), b = lines_of(after);
  const auto marks = compare(a, b);
  std::string out = "--- a/" + std::string(path) + "\n+++ b/" + std::string(path) + "\n";
  Hunks hunks(out);
  for (std::size_t i = 0, k = 0; i < a.size() || k < b.size();) {
    if (i < a.size() && marks.removed[i]) {
      hunks.change('-', a[i++]);
    } else if (k < b.size() && marks.added[k]) {
      hunks.change('+', b[k++]);
    } else {
      hunks.keep(a[i++]);
      ++k;
    }
  }
  hunks.close();
  return out;
}

}  // namespace pratique::fix

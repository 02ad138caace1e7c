// One sorted table: ISO C23, ISO C++26, POSIX.1-2024 and what every Unix has beside them.
#include "analyzer/includes/standard_headers.h"

#include <algorithm>
#include <array>

namespace unknot {
namespace {

using namespace std::string_view_literals;

constexpr std::array kNames{
    "aio.h"sv, "algorithm"sv, "alloca.h"sv, "any"sv, "array"sv, "assert.h"sv, "atomic"sv, "barrier"sv, "bit"sv, "bitset"sv,
    "byteswap.h"sv, "cassert"sv, "ccomplex"sv, "cctype"sv, "cerrno"sv, "cfenv"sv, "cfloat"sv, "charconv"sv, "chrono"sv,
    "cinttypes"sv, "ciso646"sv, "climits"sv, "clocale"sv, "cmath"sv, "codecvt"sv, "compare"sv, "complex"sv, "complex.h"sv,
    "concepts"sv, "condition_variable"sv, "contracts"sv, "coroutine"sv, "cpio.h"sv, "csetjmp"sv, "csignal"sv, "cstdalign"sv,
    "cstdarg"sv, "cstdbool"sv, "cstddef"sv, "cstdint"sv, "cstdio"sv, "cstdlib"sv, "cstring"sv, "ctgmath"sv, "ctime"sv,
    "ctype.h"sv, "cuchar"sv, "cwchar"sv, "cwctype"sv, "debugging"sv, "deque"sv, "dirent.h"sv, "dlfcn.h"sv, "elf.h"sv,
    "endian.h"sv, "err.h"sv, "errno.h"sv, "exception"sv, "execinfo.h"sv, "execution"sv, "expected"sv, "fcntl.h"sv,
    "features.h"sv, "fenv.h"sv, "filesystem"sv, "flat_map"sv, "flat_set"sv, "float.h"sv, "fmtmsg.h"sv, "fnmatch.h"sv,
    "format"sv, "forward_list"sv, "fstream"sv, "ftw.h"sv, "functional"sv, "future"sv, "generator"sv, "getopt.h"sv, "glob.h"sv,
    "grp.h"sv, "hazard_pointer"sv, "hive"sv, "iconv.h"sv, "ifaddrs.h"sv, "initializer_list"sv, "inplace_vector"sv,
    "inttypes.h"sv, "iomanip"sv, "ios"sv, "iosfwd"sv, "iostream"sv, "iso646.h"sv, "istream"sv, "iterator"sv, "langinfo.h"sv,
    "latch"sv, "libgen.h"sv, "libintl.h"sv, "limits"sv, "limits.h"sv, "linalg"sv, "link.h"sv, "list"sv, "locale"sv,
    "locale.h"sv, "malloc.h"sv, "map"sv, "math.h"sv, "mdspan"sv, "memory"sv, "memory.h"sv, "memory_resource"sv, "monetary.h"sv,
    "mqueue.h"sv, "mutex"sv, "ndbm.h"sv, "netdb.h"sv, "new"sv, "nl_types.h"sv, "numbers"sv, "numeric"sv, "optional"sv,
    "ostream"sv, "paths.h"sv, "poll.h"sv, "print"sv, "pthread.h"sv, "pty.h"sv, "pwd.h"sv, "queue"sv, "random"sv, "ranges"sv,
    "ratio"sv, "rcu"sv, "regex"sv, "regex.h"sv, "resolv.h"sv, "sched.h"sv, "scoped_allocator"sv, "search.h"sv, "semaphore"sv,
    "semaphore.h"sv, "set"sv, "setjmp.h"sv, "shared_mutex"sv, "signal.h"sv, "simd"sv, "source_location"sv, "span"sv,
    "spanstream"sv, "spawn.h"sv, "sstream"sv, "stack"sv, "stacktrace"sv, "stdalign.h"sv, "stdarg.h"sv, "stdatomic.h"sv,
    "stdbit.h"sv, "stdbool.h"sv, "stdckdint.h"sv, "stddef.h"sv, "stdexcept"sv, "stdfloat"sv, "stdint.h"sv, "stdio.h"sv,
    "stdlib.h"sv, "stdnoreturn.h"sv, "stop_token"sv, "streambuf"sv, "string"sv, "string.h"sv, "string_view"sv, "strings.h"sv,
    "stropts.h"sv, "strstream"sv, "syncstream"sv, "syslog.h"sv, "system_error"sv, "tar.h"sv, "term.h"sv, "termios.h"sv,
    "text_encoding"sv, "tgmath.h"sv, "thread"sv, "threads.h"sv, "time.h"sv, "trace.h"sv, "tuple"sv, "type_traits"sv,
    "typeindex"sv, "typeinfo"sv, "uchar.h"sv, "ulimit.h"sv, "unctrl.h"sv, "unistd.h"sv, "unordered_map"sv, "unordered_set"sv,
    "utility"sv, "utime.h"sv, "utmp.h"sv, "utmpx.h"sv, "valarray"sv, "variant"sv, "vector"sv, "version"sv, "wchar.h"sv,
    "wctype.h"sv, "wordexp.h"sv};
static_assert(std::ranges::is_sorted(kNames));

/// Folders of the C library and of the kernel's interface.
constexpr std::array kFolders{"arpa/"sv, "asm/"sv, "bits/"sv, "linux/"sv, "net/"sv, "netinet/"sv, "sys/"sv};

}  // namespace

bool is_standard_header(std::string_view spelling) {
  const auto in_folder = [&](std::string_view folder) { return spelling.starts_with(folder); };
  return std::ranges::binary_search(kNames, spelling) || std::ranges::any_of(kFolders, in_folder);
}

}  // namespace unknot

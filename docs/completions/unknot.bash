# Completions of unknot for bash; made by `unknot --generate bash`.

_unknot_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_unknot_folders() { compopt +o default +o bashdefault -o dirnames; }
_unknot_nothing() { compopt +o default +o bashdefault; }

# Globs by comma, each with or without a minus.
_unknot_globs() {
  local before= item=$cur
  [[ $item != *,* ]] || { before=${item%,*},; item=${item##*,}; }
  [[ $item != -* ]] || { before+=-; item=${item#-}; }
  compopt -o nospace
  mapfile -t COMPREPLY < <(compgen -P "$before" -W "* $1" -- "$item")
}

_unknot() {
  local checks='include-cycle include-cycle/own-implementation include-cycle/not-shown include-cycle/unknown module-cycle module-cycle/not-shown module-cycle/unknown import-cycle import-cycle/fails-always import-cycle/fails-for-some import-cycle/main-twice import-cycle/failing-line import-cycle/masked import-cycle/fragile import-cycle/benign import-cycle/deferred import-cycle/unknown typing-name-evaluated folder-cycle folder-cycle/grew component-cycle component-cycle/grew symbol-cycle symbol-cycle/grew layer-violation layer-violation/no-unit layer-violation/uncovered layer-violation/stale-exception self-include self-include/x-macro self-include/not-shown unused-include unused-include/nothing unused-include/indirect order-dependent-include not-self-contained context-leak context-leak/some-paths context-leak/on-exception context-leak/pushed-context context-leak/resource-in-g context-leak/outlives-request context-leak/made-per-request context-leak/thread-registry context-leak/unclosed-session context-leak/plain-value context-leak/overwritten teardown-skipped teardown-skipped/behind-yield teardown-skipped/client-gone teardown-skipped/upgraded teardown-skipped/failed-test teardown-skipped/release-outside-teardown teardown-skipped/narrower-scope teardown-unguarded teardown-unguarded/failed-setup teardown-unguarded/alone teardown-unguarded/store teardown-unguarded/missing-entry teardown-unguarded/twice connection-leak connection-leak/refused connection-leak/work-per-connection connection-leak/other-key connection-leak/on-exception thread-bound-context thread-bound-context/across-await unbalanced-push unbalanced-push/by-exception unbalanced-push/never-popped unbalanced-push/dropped unbalanced-push/not-restored unbalanced-push/sticky-stream mined-pair test-state-leak test-state-leak/alone test-state-leak/setup-raises test-state-leak/setup-ends test-state-leak/early-return hook-overwritten hook-misplaced hook-misplaced/registered-in-request hook-misplaced/second-app hook-misplaced/returns-value hook-misplaced/login-required context-outside context-outside/thread-or-task context-outside/generator context-outside/stream-order context-outside/copied-request context-outside/import-time context-outside/unset-in-handler query-in-loop query-in-loop/lazy-relationship query-in-loop/query-in-body query-in-loop/commit-in-loop server-settings server-settings/blocking-driver server-settings/debug-in-run server-settings/development-server server-settings/eventlet-worker server-settings/factory-not-called server-settings/long-timeout server-settings/no-effect server-settings/no-harakiri server-settings/no-lazy-apps server-settings/no-jitter server-settings/no-master server-settings/no-threads server-settings/preload-fork server-settings/single-worker server-settings/unknown-name socket-settings socket-settings/any-origin socket-settings/blocking-handler socket-settings/debug-in-run socket-settings/leaves-anyway socket-settings/mode-and-worker socket-settings/no-message-queue socket-settings/no-websockets socket-settings/option-in-run socket-settings/queue-without-patch socket-settings/several-workers socket-settings/unknown-option socket-settings/unsafe-server extension-settings extension-settings/debugging-in-production extension-settings/ignored-pool-key extension-settings/late-assignment extension-settings/pool-of-sqlite extension-settings/pool-too-small extension-settings/queries-not-recorded extension-settings/static-too extension-settings/too-many-connections extension-settings/track-modifications extension-settings/user-loader removed-api removed-api/commit-on-teardown removed-api/debug-queries removed-api/disconnect-reason removed-api/removed-name removed-api/removed-setting suppression suppression/unused suppression/no-reason suppression/unknown-check suppression/stale-baseline'
  local cur=$2 prev=$3 command='' option='' word i
  # = and : are words of their own for readline.
  if [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ ${COMP_WORDS[COMP_CWORD]} == '=' ]]; then cur=''; fi
  if [[ ${COMP_WORDS[COMP_CWORD]} == ':' || $prev == ':' ]]; then return; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} != -* ]]; then command=${COMP_WORDS[i]}; break; fi
  done
  COMPREPLY=()
  case $command in
    '')
      case $prev in
        --generate) _unknot_words "man markdown bash zsh fish"; return ;;
      esac
      if [[ $cur == -* ]]; then _unknot_words "-h --help --version --generate"; return; fi
      _unknot_words "check untangle fix baseline graph why init doctor explain list dump"
      ;;
    check)
      case $prev in
        --checks) _unknot_globs "$checks"; return ;;
        --format) _unknot_words "text json sarif dot mermaid github gitlab junit markdown"; compopt -o nospace; return ;;
        --fail-on) _unknot_words "error warning note never"; return ;;
        --min-severity) _unknot_words "error warning note"; return ;;
        --changed-since) _unknot_nothing; return ;;
        --baseline) :; return ;;
        --color) _unknot_words "auto always never"; return ;;
        -p | --build) _unknot_folders; return ;;
        --config) :; return ;;
        --cache) _unknot_words "off"; compopt -o plusdirs; return ;;
        -j | --jobs) _unknot_nothing; return ;;
        --query-driver) _unknot_nothing; return ;;
        --extractor) :; return ;;
        --timeout) _unknot_nothing; return ;;
      esac
      if [[ $cur == -* ]]; then _unknot_words "-h --help --checks --format --fail-on --min-severity --changed-since --staged --baseline --evidence --fixes --allow-incomplete --color -q --quiet -p --build --config --cache -j --jobs --query-driver --extractor --timeout"; return; fi
      :
      ;;
    untangle)
      case $prev in
        --format) _unknot_words "text json contract"; compopt -o nospace; return ;;
        --view) _unknot_words "siblings flat components"; return ;;
        --keep) _unknot_words "A..B"; return ;;
        --remove) _unknot_words "A..B"; return ;;
        --apply-to) _unknot_folders; return ;;
        --steps) _unknot_nothing; return ;;
        -p | --build) _unknot_folders; return ;;
        --config) :; return ;;
        --cache) _unknot_words "off"; compopt -o plusdirs; return ;;
        -j | --jobs) _unknot_nothing; return ;;
        --query-driver) _unknot_nothing; return ;;
        --extractor) :; return ;;
        --timeout) _unknot_nothing; return ;;
      esac
      if [[ $cur == -* ]]; then _unknot_words "-h --help --format --view --keep --remove --no-moves --evidence --bytes --apply-to --steps -p --build --config --cache -j --jobs --query-driver --extractor --timeout"; return; fi
      :
      ;;
    fix)
      case $prev in
        -p | --build) _unknot_folders; return ;;
        --config) :; return ;;
        --cache) _unknot_words "off"; compopt -o plusdirs; return ;;
        -j | --jobs) _unknot_nothing; return ;;
        --query-driver) _unknot_nothing; return ;;
        --extractor) :; return ;;
        --timeout) _unknot_nothing; return ;;
      esac
      if [[ $cur == -* ]]; then _unknot_words "-h --help --dry-run --force -p --build --config --cache -j --jobs --query-driver --extractor --timeout"; return; fi
      :
      ;;
    baseline)
      case $prev in
        --baseline) :; return ;;
        -p | --build) _unknot_folders; return ;;
        --config) :; return ;;
        --cache) _unknot_words "off"; compopt -o plusdirs; return ;;
        -j | --jobs) _unknot_nothing; return ;;
        --query-driver) _unknot_nothing; return ;;
        --extractor) :; return ;;
        --timeout) _unknot_nothing; return ;;
      esac
      if [[ $cur == -* ]]; then _unknot_words "-h --help --baseline -p --build --config --cache -j --jobs --query-driver --extractor --timeout"; return; fi
      if [[ ! " ${COMP_WORDS[*]:2:COMP_CWORD-2} " =~ \ (write|prune)\  ]]; then _unknot_words "write prune"; else :; fi
      ;;
    graph)
      case $prev in
        --format) _unknot_words "dot svg mermaid json"; compopt -o nospace; return ;;
        --level) _unknot_words "file folder component symbol class namespace"; return ;;
        --focus) :; return ;;
        --depth) _unknot_nothing; return ;;
        -p | --build) _unknot_folders; return ;;
        --config) :; return ;;
        --cache) _unknot_words "off"; compopt -o plusdirs; return ;;
        -j | --jobs) _unknot_nothing; return ;;
        --query-driver) _unknot_nothing; return ;;
        --extractor) :; return ;;
        --timeout) _unknot_nothing; return ;;
      esac
      if [[ $cur == -* ]]; then _unknot_words "-h --help --format --all --cycles --level --evidence --focus --depth -p --build --config --cache -j --jobs --query-driver --extractor --timeout"; return; fi
      :
      ;;
    why)
      case $prev in
        -p | --build) _unknot_folders; return ;;
        --config) :; return ;;
        --cache) _unknot_words "off"; compopt -o plusdirs; return ;;
        -j | --jobs) _unknot_nothing; return ;;
        --query-driver) _unknot_nothing; return ;;
        --extractor) :; return ;;
        --timeout) _unknot_nothing; return ;;
      esac
      if [[ $cur == -* ]]; then _unknot_words "-h --help -p --build --config --cache -j --jobs --query-driver --extractor --timeout"; return; fi
      :
      ;;
    init)
      if [[ $cur == -* ]]; then _unknot_words "-h --help --force"; return; fi
      _unknot_folders
      ;;
    doctor)
      case $prev in
        -p | --build) _unknot_folders; return ;;
        --config) :; return ;;
        --cache) _unknot_words "off"; compopt -o plusdirs; return ;;
        -j | --jobs) _unknot_nothing; return ;;
        --query-driver) _unknot_nothing; return ;;
        --extractor) :; return ;;
        --timeout) _unknot_nothing; return ;;
      esac
      if [[ $cur == -* ]]; then _unknot_words "-h --help -p --build --config --cache -j --jobs --query-driver --extractor --timeout"; return; fi
      :
      ;;
    explain)
      if [[ $cur == -* ]]; then _unknot_words "-h --help"; return; fi
      _unknot_words "$checks"
      ;;
    list)
      if [[ $cur == -* ]]; then _unknot_words "-h --help"; return; fi
      _unknot_nothing
      ;;
    dump)
      case $prev in
        -p | --build) _unknot_folders; return ;;
        --config) :; return ;;
        --cache) _unknot_words "off"; compopt -o plusdirs; return ;;
        -j | --jobs) _unknot_nothing; return ;;
        --query-driver) _unknot_nothing; return ;;
        --extractor) :; return ;;
        --timeout) _unknot_nothing; return ;;
      esac
      if [[ $cur == -* ]]; then _unknot_words "-h --help -p --build --config --cache -j --jobs --query-driver --extractor --timeout"; return; fi
      if [[ ! " ${COMP_WORDS[*]:2:COMP_CWORD-2} " =~ \ (facts|program|functions|hooks|imports)\  ]]; then _unknot_words "facts program functions hooks imports"; else :; fi
      ;;
  esac
}

complete -o bashdefault -o default -F _unknot unknot

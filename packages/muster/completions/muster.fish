# Completion of muster for fish; "muster completion fish" prints it.

function __muster_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] __complete -- $words[2..-1] $current 2>/dev/null </dev/null)
        switch $line
            case /
                set -l head (string match -r -- '^--[^=]*=' $current)
                for file in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' $current))
                    echo -- "$head$file"
                end
            case '=*' '+*'
                string sub -s 2 -- $line
        end
    end
end

complete -c muster -f -a '(__muster_complete)'

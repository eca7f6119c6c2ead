/**
 * The closed word lists of the grammar. Tables only: what a list means is decided where it is read. Words are
 * lower case; several words of one entry are joined by a blank.
 */

export const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))
/** Entries separated by `|` or line ends, each of one or more words. */
export const sayings = (text: string): ReadonlyArray<ReadonlyArray<string>> =>
  text
    .split(/[|\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => part.split(/\s+/))

/** Written together, read as two words. */
export const CONTRACTIONS: ReadonlyMap<string, ReadonlyArray<string>> = new Map(
  sayings(`
    what's what is | whats what is | where's where is | wheres where is | who's who is | how's how is | that's that is
    there's there is | here's here is | it's it is | i'm i am | i'd i would | i've i have | i'll i will | you'd you would
    you're you are | we're we are | we've we have | they're they are | let's let us | lets let us | don't do not | dont do not
    doesn't does not | doesnt does not | didn't did not | isn't is not | isnt is not | aren't are not | arent are not
    wasn't was not | weren't were not | haven't have not | havent have not | hasn't has not | can't can not | cannot can not
    won't will not | wouldn't would not | shouldn't should not | couldn't could not | gimme give me | lemme let me
    wanna want to | gonna going to | i'd've i would have | who've who have | which're which are`).map(
    ([written = "", ...read]) => [written, read] as const
  )
)

/** Words that may stand before any word or slot of a phrase and say nothing. */
export const DETERMINERS = words(`the a an my our your me us some any all every each of-the certain`)

/** Said in passing: skipped between the words of a phrase. */
export const FILLERS = words(`please pls plz just only simply also actually quickly kindly really currently now exactly
  basically literally maybe-not`)

/** In front of a deed; longest first where one begins another. Each may be repeated. */
export const OPENERS = sayings(`
  please | pls | plz | plese | pleas | kindly | hey | hi | hello | yo | ok | okay | so | well | now | just | zenus | computer | dear computer | um | uh
  alright | all right | right | quick question | one more thing | also | finally | lastly | first | firstly | to start | next
  can you | could you | would you | will you | can u | could u | would u | can we | could we | can i | could i | may i
  would you mind | do you mind | would it be possible to | is it possible to | is it possible for you to
  can you please | could you please | would you please | are you able to | would you be able to | would you be so kind as to | be so kind as to
  you should | you can | you could | you need to | you have to | you must
  i want you to | i want to | i want | i would like you to | i would like to | i would like | i would love to | i need you to | i need to | i need
  i have to | i should | i wish to | i am trying to | i am looking to | i am going to | we need to | we want to | we need | we want | me need | me want | i will need
  i would appreciate it if you could | i would be grateful if you could | it would be great if you could | it would be nice if you could
  help me to | help me | help | go ahead and | let us | let me | try to | try and | make sure to | make sure you | be sure to | remember to | feel free to
  go and | go | proceed to | start by | your task is to | the task is to | task : | request : | todo : | to do : | question :
  do me a favor and | do me a favour and | if you do not mind | if possible | if you can | if you could | when you have time | quickly | hurry
  thanks | thank you | thx | great | perfect | cool | awesome | nice
  for me | thanks in advance | good morning | good evening | good afternoon | sorry | sorry but | excuse me | hmm | please to`)

/** Behind a deed. */
export const CLOSERS = sayings(`
  please | pls | plz | thanks | thank you | thx | ty | cheers | thanks a lot | many thanks | thank you very much | thank you so much | for me | for us
  right now | now | right away | at once | immediately | asap | as soon as possible | quickly | today please | if you can | if possible | if you could
  if you do not mind | would you | could you | can you | will you | ok | okay | and that is it | that is all | that is it | and nothing else | nothing else
  thanks in advance | and thanks | and thank you | could you tell me that | can you tell me that | could you do that | can you do that | can you | could you
  of this machine | of this computer | of this system | of the machine | of the computer | of the system | of this pc | of this laptop | of this server | of this host | of my machine | of my computer | on this machine | on this computer | on this system | on this laptop | on this server | on this pc | on my machine | on my computer | on my system | on my laptop | in this machine | in this computer | in my computer
  do i have | that i have | i have | does this machine have | does this computer have | does this system have | at the moment | at present | currently | at this moment
  would you please | could you please | will you please | tell me | let me know | do you know | and let me know | and tell me | list it | list them | show it | show them | show me | in total
  in total please | altogether | as well | too | then | for good measure | when you have time | instead
  and answer y to any prompt | and answer yes to any prompt | and answer y to all prompts | and answer yes to all prompts
  and answer y to any question | and say yes to any question | without asking | without prompting | without confirmation | without asking me | no questions asked`)

/** Closing remarks that only confirm what the deed says anyway. */
export const REASSURANCES = sayings(`
  leave the rest alone | leave the rest | leave everything else | leave everything else alone | leave everything else as it is | leave the others alone | leave the others
  leave all others alone | leave all other files alone | leave all the others | keep the rest | keep the others | keep everything else | keep all the others | keep all others
  leave the rest as it is | leave the rest untouched | leave everything else untouched | leave other files alone | leave the other files alone | leave the other files | do not touch the rest
  do not touch anything else | do not touch the others | do not touch other files | nothing else | not the others | not the rest | only that | only those | only these | only this one | just that | just those
  only that one | just that one | just this one | only that file | just that file | no other files | keep the other files | keep other files | not anything else | not anything more | nothing more`)

/** What may be said of a thing after its deed ("delete x, it is a duplicate"). */
export const EXCUSES = sayings(`
  a duplicate | duplicate | duplicates | a copy | merged | merged already | already merged | obsolete | old | too old | outdated | unused | not used | not used any more | not used anymore | no longer used
  junk | trash | garbage | rubbish | temporary | broken | corrupt | done | finished | no longer needed | not needed | not needed any more | not needed anymore | unneeded | useless | empty | too big | too large
  huge | in the way | taking up space | taking too much space | taking up too much space | old news | stale | superseded | deprecated | just a test | a test | a draft | a mess | messy | full | cluttered
  wrong there | in the wrong place | misplaced | a backup | backed up | in the backup | already backed up | misspelled | wrongly named | a typo`)

/** Phrases for which a request is about a deed and not a deed: nothing after them is an order. */
export const HYPOTHETICAL = sayings(`
  if i | if we | if you | if one | suppose | supposing | imagine | assuming | assume | what if | what would | would it | would happen | what happens | what will happen | pretend
  is it safe | is it ok | is it okay | is it fine | is it wise | is it possible that | should i | should we | shall i | shall we | may one | am i allowed | why | how do i | how do you | how can i | how would | how to | how should
  what steps | explain | he said | she said | they said | he told | she told | they told | said : | says : | told me | told you | asked me | was told | someone | somebody | my colleague | my boss | my friend
  hypothetically | in theory | theoretically | for example | e.g | what does it mean | do you think | tell me about | tell me how | tell me why | tell me whether it is | the command | the words | the sentence | the phrase | before you
  unless | in case | as if | when i say | whenever i | every time | each time | from now on | tomorrow`)

export const NEGATIONS = words(
  `not never no none nothing nobody without neither nor cannot unless avoid refrain stop-not keep-from`
)

export const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...Array.from(
    words(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen`),
    (word, value): [string, number] => [word, value]
  ),
  ...["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"].map(
    (word, index): [string, number] => [word, 20 + 10 * index]
  )
])

export const MULTIPLES: ReadonlyMap<string, number> = new Map([
  ["dozen", 12],
  ["hundred", 100],
  ["thousand", 1000],
  ["million", 1_000_000],
  ["billion", 1_000_000_000]
])

export const ORDINALS: ReadonlyMap<string, number> = new Map(
  Array.from(
    words(`first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth`),
    (word, index) => [word, index + 1] as const
  )
)

/** Words that stand for the thing spoken of before. */
export const PRONOUNS_ONE = words(`it this that`)
export const PRONOUNS_MANY = words(`them these those they`)

/** Ordinary words that are never the bare name of a file: what they name was left out. */
export const NEVER_NAMES =
  words(`it this that them these those they every each everything anything nothing something stuff things thing all any some none both
  one ones other others rest mine yours here there now then and or but not no the a an my your our me you us him her i we he she file files folder folders
  directory directories dir dirs item items entry entries of in on at to from into with without by for as is are was were be been do does did done yes
  old new big large small huge tiny wrong right good bad useless unneeded unnecessary unwanted important recent latest last first next previous same different
  maybe perhaps please thanks what which who whose when where why how if unless whether never always ever again still just only too very really so such
  more most less least much many few several except excepting excluding besides lot lots over under above below up down out off away back time life way day today yesterday tomorrow
  myself yourself himself itself themselves ourselves anyone someone everyone nobody anybody everybody
  can could may might must shall should will would has have had having than that's content contents output result results`)

/** Ordinary nouns that are no bare names of files for a deed ("delete the comments"); quoted or with "file" before them they are. */
export const NEVER_BARE =
  words(`line lines word words row rows column columns comment comments character characters branch branches tag tags commit commits process processes package packages
  service services container containers user users job jobs timestamp timestamps prefix suffix extension extensions permission permissions size sizes space spaces underscore underscores duplicate
  duplicates copy copies disk disks drive drives partition partitions computer machine laptop system systems internet world universe memory cache history trash password passwords key keys account
  accounts email emails mail mails joke story song lights coffee tea help program programs app apps application applications port ports safety checks check rules settings database databases variable
  variables function functions header headers footer whitespace tabs newline newlines order orders doubt evidence time money everyone bug bugs error errors warning warnings virus viruses mother father`)

/** Adjectives too vague to choose files by: a deed over such files is asked back about. */
export const VAGUE =
  words(`old older oldish big bigger large larger huge giant small smaller tiny wrong right good bad useless unneeded unnecessary unwanted unimportant
  important recent new newer same different other others remaining stupid silly ugly nice best worst main relevant irrelevant redundant obsolete outdated unused
  bogus weird strange odd random extra surplus superfluous annoying messy various related similar needed deleted delted removed changed certain specific particular
  mentioned above following given said usual typical current untouched boring secret private personal corrupt damaged suspicious safe unsafe dangerous heavy light`)

/** Word classes for phrases: `<show>` in a template stands for any of these. */
export const CLASSES: ReadonlyMap<string, ReadonlyArray<ReadonlyArray<string>>> = new Map(
  Object.entries({
    show: `show | show me | display | print | print out | list | list out | output | give | give me | get | get me | view | see | let me see | bring up | write out | echo | present | what is | what are | can i see
      tell me | return | dump | pull up | fetch me | i want to see | find out | check | look at | let us see | report | read | read me | read out | type out | open`,
    list: `list | list out | list up | show | show me | display | print | print out | output | give | give me | get | get me | view | see | let me see | tell me | enumerate | what are | return | name | report | a list of | list of | a listing of | the list of | print a list of | show a list of | give me a list of | give a list of | get a list of | produce a list of | display a list of | make a list of | create a list of | present | write out | i want to see | what is | check`,
    tell: `show | show me | display | print | print out | list | output | give | give me | get | get me | tell | tell me | what is | what are | calculate | compute | determine | find | find out | work out | report | return | check | look up | see | view | i want to know | let me know | do you know | figure out | know | say | measure | read | sum up | obtain | provide | echo | fetch | retrieve | query | state | evaluate | identify | present`,
    find: `find | find me | search for | search | search out | look for | look up | locate | discover | identify | hunt for | hunt down | track down | seek | pick out | where is | where are | where can i find | where do i have | where did i put | where have i put | scan for | filter | detect | spot | find out | i am looking for | i search | i am searching for | i look for | fetch`,
    where: `where is | where are | where can i find | where do i find | where do i have | where did i put | where did i save | where have i put | where does`,
    create: `create | make | add | generate | set up | produce | new | build | start | put | place | i need | i want | i would like | create me | make me | initialize | initialise`,
    delete: `delete | remove | erase | trash | purge | get rid of | rm | drop | throw away | throw out | wipe | wipe out | discard | dump | prune | bin | toss | zap | unlink | destroy | eliminate | take away | dispose of | rid me of`,
    move: `move | relocate | transfer | shift | put | mv | place | send | drop | relocate over | push`,
    copy: `copy | cp | duplicate | replicate | make a copy of | make copies of | create a copy of | create copies of | clone | back up | copy over`,
    organize: `organize | organise | sort | arrange | group | tidy | tidy up | sort out | categorize | categorise | classify | separate | split | order | clean up | distribute | file away | structure`,
    rename: `rename | rename the | call | mv | change the name of | give a new name to | retitle`,
    in: `in | inside | within | of | from | under | for | on | at`,
    to: `to | into | in | inside | onto | in to | over to | over into | to the | at | under`,
    numbered: `with line numbers | with their line numbers | with the line numbers | with line number | with its line number | with their line number | with the line number | and their line numbers | and the line numbers | and line numbers | and show line numbers | and print the line numbers | and show the line numbers | including line numbers | with numbers | showing line numbers | along with their line numbers | along with line numbers | along with the line numbers | and the line number | and their line number | preceded by their line numbers | preceded by the line number | and give the line numbers | , with line numbers | , showing line numbers`,
    inplace: `in place | in-place | inplace | directly | in the file itself | everywhere | throughout | globally | and save it | and save the file | and save them | and save the files | and save`,
    byfrequency: `sorted from most to least frequent | sorted from most frequent to least frequent | from most to least frequent | sorted by frequency | sorted by count | most frequent first | sorted by number of occurrences | in descending order | in a descending order | sorted in descending order | most common first | by frequency | from most frequent to least frequent | sorted by most frequent | ordered by frequency | , most frequent first | , sorted by frequency | , in descending order | descending | sorted by count in descending order | ordered by count | with the most frequent first | , sorted from most to least frequent | , most common first | sorted by frequency in descending order | sorted by count descending`,
    pack: `archive | pack | pack up | bundle | bundle up | compress | zip | zip up | tar | tar up | put | add | store | package | gzip | collect | combine | pack together | wrap up | save`,
    unpack: `extract | unpack | decompress | uncompress | unzip | untar | gunzip | bunzip2 | unxz | expand | inflate | unarchive | un-zip | open up | decompact | ungzip | un-tar | unbundle`,
    anycase: `ignoring case | ignoring the case | ignoring upper and lower case | ignoring upper or lower case | ignore case | ignore the case | case insensitive | case-insensitive | case insensitively | case-insensitively | caseinsensitive | regardless of case | regardless of the case | in any case | any case | case does not matter | the case does not matter | upper or lower case | upper and lower case | case ignored | with any case | no matter the case | in upper or lower case | case is not important | case being ignored | whatever the case | without regard to case | disregarding case | with case ignored | irrespective of case | not case sensitive | case aside | case notwithstanding | with case insensitivity | not case-sensitive | ( ignoring case ) | ( case insensitive ) | ( any case ) | ( case-insensitive )`,
    count: `count | how many | number of | the number of | what is the number of | print the number of | show the number of | tell me the number of | give me the number of | get the number of | count the number of | calculate the number of | find the number of | display the number of | count up | determine the number of | compute the number of | output the number of | report the number of | tell me how many | show me how many | print how many | find out how many | show how many | tell how many | count how many | the count of | print the count of | show the count of | get the count of | give me the count of | get a count of | count of | give me a count of | print a count of | show a count of | total number of | print total number of | print the total number of | count the total number of | count total number of | display the total number of | find the total number of | calculate the total number of | show the total number of | what is the total number of | give me the total number of | tell me the total number of | get the total number of | amount of | the amount of | what amount of | i want to know how many | i need to know how many | know how many | display how many | get how many | list the number of | say how many | display a count of | compute how many | work out how many`
  }).map(([name, text]) => [name, sayings(text)] as const)
)

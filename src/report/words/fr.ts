import { apart, type Speech } from '../speech.ts';
import type { Words } from '../words.ts';

export const french = (s: Speech): Words => {
  const { n, count, list, percent } = s;
  const posts = (value: number) => count(value, { one: '# message', other: '# messages' });
  const hours = (value: number) => count(value, { one: '# heure', other: '# heures' });
  const ofAll = ({ hours: h, of }: { hours: number; of: number }) =>
    h === of ? `la totalité des ${hours(of)}` : `${n(h)} sur ${hours(of)}`;
  const verb = (value: number, one: string, other: string) => count(value, { one: `# ${one}`, other: `# ${other}` });
  return {
    title: (tag) => `Rapport sur #${tag}`,
    rehearsal: 'Ceci est le rapport d’une répétition : rien de ce qu’il dit n’a eu lieu sur un vrai réseau.',
    contents: 'Dans ce rapport',
    period: ({ tag, first, last, length, zone }) =>
      first === last
        ? `Ce rapport dit ce qu’a fait #${tag} le ${first} : ${length}, à l’heure de ${zone}.`
        : `Ce rapport dit ce qu’a fait #${tag} du ${first} au ${last} : ${length}, à l’heure de ${zone}.`,
    wentOut: (networks, others) =>
      networks.length === 0
        ? 'Aucun message de notre compte n’est sorti.'
        : `Nos messages sont sortis sur ${list(networks)}${others.length === 0 ? '' : `, et aucun sur ${list(others)}`}.`,
    nothingPlanned: 'Aucun message de notre compte n’était prévu dans ce temps, et aucun n’est sorti.',
    allWatched: (networks) => `Le mot-dièse a été suivi sans lacune sur ${list(networks)}.`,
    notAllWatched: (whole, partly, never) => {
      const ending = ' ; chaque partie dit ce qui manque.';
      if (whole.length + partly.length === 0) return `Le mot-dièse n’a pas été suivi sur ${list(never)}${ending}`;
      const parts = [
        ...(whole.length > 0 ? [`sans lacune sur ${list(whole)}`] : []),
        ...(partly.length > 0 ? [`en partie sur ${list(partly)}`] : []),
        ...(never.length > 0 ? [`pas du tout sur ${list(never)}`] : []),
      ];
      return `Le mot-dièse a été suivi ${list(parts)}${ending}`;
    },
    days: (value) => count(value, { one: '# jour', other: '# jours' }),
    hours,
    minutes: (value) => count(value, { one: '# minute', other: '# minutes' }),
    notOver: (until) => `La période n’est pas finie : voici l’état au ${until}.`,

    short: 'En bref',
    seen: ({ network, tag, public: others, partners, ours }) =>
      `Sur ${network}, d’autres que nous et nos partenaires ont écrit ${posts(others)} avec #${tag} ; nos partenaires ${n(partners)}, et nous ${n(ours)}.`,
    seenOnX: ({ tag, public: others, partners, ours }) =>
      `X a compté ${posts(others + partners + ours)} avec #${tag} : ${n(ours)} de notre compte${partners > 0 ? `, ${n(partners)} de partenaires que nous avons partagés` : ''} et ${n(others)} d’autres personnes.`,
    notWatched: (network, tag, ours) =>
      `Le mot-dièse n’a pas été suivi sur ${network} dans ce temps : on ne sait pas ce que d’autres ont écrit${ours === 0 ? '' : ` ; de notre compte, ${posts(ours)} avec #${tag} ${ours > 1 ? 'sont sortis' : 'est sorti'}`}.`,
    nothingBefore: 'Il n’y a pas de période antérieure à laquelle comparer.',
    notWatchedBefore: 'Le mot-dièse n’était pas suivi dans la période précédente : il n’y a rien à quoi comparer.',
    against: ({ now, before, percent: change }) =>
      now === before
        ? `Dans la période précédente, c’était autant : ${posts(before)} d’autres personnes.`
        : `Dans la période précédente, d’autres avaient écrit ${posts(before)} : c’est maintenant ${n(Math.abs(now - before))} de ${now > before ? 'plus' : 'moins'}${change === null ? '' : ` (${s.change(change)})`}.`,
    againstUneven: ({ before, perDay }) =>
      `Dans la période précédente, d’autres avaient écrit ${posts(before)}, mais le nombre d’heures suivies n’est pas le même : par jour suivi, c’est ${n(perDay.now)} maintenant et c’était ${n(perDay.before)} alors.`,
    notComparable: 'L’une des deux périodes a été trop peu suivie pour qu’on les compare.',
    planned: (planned, published, late, others) =>
      `Sur ${posts(planned)} ${planned > 1 ? 'prévus' : 'prévu'}, ${verb(published, 'est sorti', 'sont sortis')}${late > 0 ? ` (dont ${n(late)} en retard)` : ''}${others.length > 0 ? ` ; ${list(others)}` : ''}.`,
    noneOfOursPlanned: (network) => `Aucun message de notre compte n’était prévu sur ${network} dans ce temps.`,
    outcomeCount: (outcome, value) =>
      ({
        published: verb(value, 'est sorti', 'sont sortis'),
        waiting: verb(value, 'est encore à venir', 'sont encore à venir'),
        held: verb(value, 'attendait une décision', 'attendaient une décision'),
        skipped: verb(value, 'a été laissé de côté', 'ont été laissés de côté'),
        rejected: verb(value, 'a été refusé par le réseau', 'ont été refusés par le réseau'),
        unconfirmed: verb(value, 'reste incertain', 'restent incertains'),
        retracted: verb(value, 'est sorti puis a été supprimé', 'sont sortis puis ont été supprimés'),
      })[outcome],

    change: 'Évolution depuis la période précédente',
    changeNote: (now, before) =>
      `Suivi : ${ofAll(now)} maintenant, ${ofAll(before)} avant. L’évolution est donnée en pour cent à partir de 20 cas. Rien ici ne dit pourquoi quelque chose a changé.`,
    now: 'Maintenant',
    before: 'Avant',
    difference: 'Évolution',
    perDay: 'Par jour suivi (maintenant / avant)',
    posts: 'Messages',
    reactions: 'Réactions',
    figure: (what, who) =>
      `${what === 'posts' ? 'Messages' : 'Réactions aux messages'} ${{ ours: 'de notre compte', partners: 'de partenaires', public: 'd’autres personnes' }[who]}`,

    hourByHour: 'Heure par heure',
    hourChart: (network, tag) => `Messages avec #${tag} sur ${network}, heure par heure`,
    hourChartText: ({ total, most, when }) =>
      `${posts(total)} d’autres personnes en tout ; l’heure la plus remplie a commencé le ${when}, avec ${posts(most)}. Le tableau ci-dessous dit la même chose par jour.`,
    hourChartEmpty: 'Aucun message d’autres personnes n’a été vu dans ce temps.',
    legend: {
      public: 'autres',
      partners: 'partenaires',
      ours: 'nos messages',
      special: 'jour particulier',
      missed: 'non suivi',
    },
    dayByDay: 'Jour par jour',
    day: 'Jour',
    specialDay: 'jour particulier',
    watchedHours: 'Heures suivies',
    ofHours: ({ hours: h, of }) => `${n(h)} sur ${n(of)}`,

    coverage: 'Ce qui a été suivi, et ce qui manque',
    stream: ({ whole, ...given }) =>
      whole
        ? `Tout le flux public de Bluesky a été suivi, ${ofAll(given)} de ce temps.`
        : `Tout le flux public de Bluesky a été suivi pendant ${ofAll(given)}. Les messages des autres heures manquent, et aucun nombre n’a été inventé pour eux.`,
    streamNever:
      'Le flux de Bluesky n’a pas été suivi dans ce temps. On ne sait rien de ce que d’autres ont écrit ; aucun nombre n’en tient lieu ici.',
    servers:
      'Mastodon, ce sont de nombreux serveurs, dont chacun ne connaît qu’une partie des messages. Ceux qu’aucun des serveurs ci-dessous ne connaît ne sont pas comptés ; un message vu sur plusieurs serveurs compte une fois.',
    server: ({ server, whole, refused, ...given }) => {
      const name = apart(server);
      const why = refused ? ` (${apart(refused)})` : '';
      if (whole) return `${name} a été suivi, ${ofAll(given)}.`;
      return given.hours === 0
        ? `${name} n’a pas été suivi${why}.`
        : `${name} a été suivi pendant ${ofAll(given)}${why}.`;
    },
    counts: ({ whole, ...given }) =>
      `X compte lui-même les messages avec le mot-dièse, par heure ; ses nombres sont ici pour ${ofAll(given)}${whole ? '' : ', les autres heures manquent'}. X ne dit ni de qui ils sont ni dans quelle langue, et aucun message d’autrui n’a été lu.`,
    countsNever: (refused) =>
      `Les nombres de X n’ont pas été demandés dans ce temps${refused ? ` (${apart(refused)})` : ''}. On ne sait rien de ce que d’autres ont écrit ; aucun nombre n’en tient lieu ici.`,
    missed: 'Ce qui manque',
    source: 'Source',
    from: 'De',
    to: 'À',
    length: 'Durée',
    reason: 'Raison',
    noReason: 'non consignée',
    notWatchedYet: 'le suivi n’avait pas commencé',
    notWatchedSince: 'plus suivi depuis',

    whose: 'De nous, de nos partenaires, de tous les autres',
    whoseNote:
      'Les messages sont ceux qui portent le mot-dièse. Les réactions sont les mentions j’aime, partages, réponses et citations qu’on a vu des messages gagner dans ce temps ; plus un message vieillit, plus il est rarement regardé.',
    whoseNoteX:
      'Sur X, les messages de partenaires ne se distinguent que si nous les avons partagés, et les réactions ne sont connues que pour les messages que nous pouvons regarder.',
    who: { ours: 'Nous', partners: 'Partenaires', public: 'Autres' },
    whom: 'De qui',
    likes: 'J’aime',
    boostsGained: 'Partages',
    replies: 'Réponses',
    quotes: 'Citations',
    all: 'En tout',
    authors: (atLeast, atMost, weeks) => {
      const once = weeks > 1 ? ', chacune comptée une fois par semaine civile' : '';
      return atLeast === atMost
        ? `Les messages des autres viennent de ${count(atLeast, { one: '# personne', other: '# personnes' })}${once}.`
        : `Les messages des autres viennent d’au moins ${n(atLeast)} et d’au plus ${count(atMost, { one: '# personne', other: '# personnes' })}${once} ; on ne garde pas qui elles étaient, on ne peut donc le dire plus exactement.`;
    },
    authorsUnknown: 'On ne sait pas combien de personnes ont écrit.',

    messages: 'Les textes à âge égal',
    messagesNote:
      'Toutes les réactions à nos messages quand ils avaient l’âge que dit la colonne, pour que les anciens ne gagnent pas par leur ancienneté : le message du milieu, et de combien de messages on le sait. Entre peu de messages, une différence peut bien tenir au hasard.',
    message: 'Texte',
    ofPosts: (known) => `sur ${n(known)}`,
    noPosts: 'Aucun message de notre compte n’est sorti dans ce temps.',
    notYet: 'trop récent, ou non regardé alors',

    languages: 'Langues',
    languagesNote:
      'La langue est celle que dit le logiciel de la personne. Les réactions à nos messages sont comparées à âge égal, comme ci-dessus.',
    languagesNoteX:
      'X ne dit pas dans quelle langue les autres écrivent. Les réactions à nos messages sont comparées à âge égal, comme ci-dessus.',
    language: 'Langue',
    noLanguage: 'non dite',
    share: 'Part des messages des autres',
    fewCases: 'moins de 20 messages : nombres seulement',
    noLanguages: 'Aucun message n’a été vu dont on connaisse la langue.',

    growth: 'Comment nos messages ont grandi',
    growthChart: (network) => `Réactions à chacun de nos messages sur ${network} selon son âge`,
    growthChartText: (value, most) =>
      `${count(value, { one: 'Une courbe', other: '# courbes' })}, une par message ; la plus haute a atteint ${count(most, { one: '# réaction', other: '# réactions' })}. Le tableau ci-dessous donne les mêmes nombres.`,
    growthAxis: 'âge du message',
    growthEmpty: 'Aucun de nos messages n’a encore été regardé.',
    eachPost: (value) => `Chaque message (${n(value)})`,
    published: 'Publié',
    latest: 'Dernier état',
    gone: 'supprimé',
    post: 'Message',

    boosts: 'Messages de partenaires que nous avons partagés',
    noBoosts: 'Aucun message d’un partenaire n’a été partagé dans ce temps.',
    partner: 'Partenaire',
    when: 'Quand',
    noBoostReason: 'non consignée',
    undone: 'annulé ensuite',

    bestHours: 'Quand le mot-dièse est employé',
    bestHoursNote: (zone) =>
      `Messages des autres par jour de la semaine et par heure, à l’heure de ${zone}. Cela dit quand on a écrit, non quand un message de notre compte aurait du succès.`,
    best: (hoursOf) => `Les heures les plus remplies : ${list(hoursOf)}.`,
    bestHour: (weekday, hour, value) => `${weekday}, ${hour} (${posts(value)})`,
    tooFewForBest: 'Moins de 20 messages : trop peu pour nommer les meilleures heures.',
    heatMap: (network) => `Messages des autres sur ${network} par jour de la semaine et par heure`,
    eachHour: 'Chaque heure de la semaine',
    hour: 'Heure',
    fewer: 'moins',
    more: 'plus',

    organic: 'Dit avec ses propres mots',
    organicSentence: ({ posts: all, copied, groups, share }) =>
      copied === 0
        ? `Parmi ${posts(all)}, aucun texte collé par beaucoup de personnes n’a été trouvé.`
        : `Sur ${posts(all)}, ${verb(copied, 'était la copie', 'étaient les copies')}, à peu de chose près, de ${count(groups, { one: '# texte', other: '# textes' })} que beaucoup de personnes ont publiés en peu de temps ; ${verb(all - copied, 'ne l’était pas', 'ne l’étaient pas')}${share === null ? '' : ` (${percent(share)})`}.`,
    organicLargest: (value, authors) =>
      `Le texte le plus copié : ${posts(value)} dans ce temps, de ${count(authors, { one: '# personne', other: '# personnes' })}.`,
    organicNote:
      'On trouve les textes presque identiques. Un texte redit avec d’autres mots n’est pas trouvé, et une copie n’est pas un faux : on colle ce qu’on approuve.',
    unwatched: 'On ne le sait pas : le mot-dièse n’a pas été suivi.',
    organicX: 'On ne le sait pas sur X, qui donne des nombres et non des textes.',
    ownWords: 'Avec ses mots',
    copied: 'Copies',
    texts: 'Textes copiés',

    plan: 'Prévu et publié',
    outcome: {
      published: 'publiés',
      waiting: 'encore à venir',
      held: 'en attente d’une décision',
      skipped: 'laissés de côté',
      rejected: 'refusés par le réseau',
      unconfirmed: 'incertains',
      retracted: 'supprimés ensuite',
    },
    late: 'dont en retard',
    deliveries: 'Messages',
    whatBecame: 'Ce qu’ils sont devenus',
    why: 'Pourquoi certains ne sont pas sortis',

    money: 'Argent',
    moneySentence: ({ spent, before, month, budget }) =>
      `Dépensé dans ce temps : ${spent}${before === null ? '' : ` ; dans la période précédente : ${before}`} ; dans le mois civil où elle finit : ${month}${budget === null ? '' : ` sur un budget de ${budget}`}.`,
    spentOn: 'Pour quoi',
    calls: 'Fois',
    spent: 'Dollars des États-Unis',
    what: {
      publish: 'publier',
      boost: 'partager',
      look: 'chercher une réponse perdue',
      count: 'compter le mot-dièse',
      other: 'autres lectures',
    },

    unknown: 'non connu',
    notes: 'Comment lire ce rapport',
    noteCause:
      'Le rapport dit ce qui est arrivé et quand. Il ne dit pas ce qui a causé quoi ; deux choses en même temps ne sont rien de plus.',
    noteNetworks: 'Chaque réseau est raconté à part. Ils comptent différemment et ne sont pas à comparer entre eux.',
    noteSums: 'De ce que d’autres ont écrit, on ne garde que des sommes : ni noms, ni textes, ni liens.',
    noteHours: (zone) =>
      `Les jours et semaines sont ceux de ${zone}. Les messages des autres sont gardés par heure pleine (UTC) : là où le fuseau est décalé d’une demi-heure, la limite d’un jour l’est aussi.`,
    noteExplain: 'Chaque nombre a un nom et se laisse suivre jusqu’à ses lignes : report --explain et ce nom.',
    madeAt: (moment) => `Fait le ${moment}.`,
    subject: (tag, period) => `#${tag} : rapport, ${period}`,
    attached:
      'Le rapport entier est joint en un seul fichier ; il s’ouvre dans tout navigateur et ne demande rien au réseau.',
  };
};

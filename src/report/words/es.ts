import { apart, type Speech } from '../speech.ts';
import type { Words } from '../words.ts';

export const spanish = (s: Speech): Words => {
  const { n, count, list, percent } = s;
  const posts = (value: number) => count(value, { one: '# mensaje', other: '# mensajes' });
  const hours = (value: number) => count(value, { one: '# hora', other: '# horas' });
  const verb = (value: number, one: string, other: string) => count(value, { one: `# ${one}`, other: `# ${other}` });
  const ofAll = ({ hours: h, of }: { hours: number; of: number }) =>
    h === of ? `el total de ${hours(of)}` : `${n(h)} de ${hours(of)}`;
  return {
    title: (tag) => `Informe sobre #${tag}`,
    rehearsal: 'Este es el informe de un ensayo: nada de lo que cuenta ocurrió en una red de verdad.',
    contents: 'En este informe',
    period: ({ tag, first, last, length, zone }) =>
      first === last
        ? `Este informe cuenta qué hizo #${tag} el ${first}: ${length}, con la hora de ${zone}.`
        : `Este informe cuenta qué hizo #${tag} del ${first} al ${last}: ${length}, con la hora de ${zone}.`,
    wentOut: (networks, others) =>
      networks.length === 0
        ? 'No salió ningún mensaje nuestro.'
        : `Nuestros mensajes salieron en ${list(networks)}${others.length === 0 ? '' : `, y ninguno en ${list(others)}`}.`,
    nothingPlanned: 'No había ningún mensaje nuestro previsto en este tiempo, y no salió ninguno.',
    allWatched: (networks) => `La etiqueta se siguió sin lagunas en ${list(networks)}.`,
    notAllWatched: (whole, partly, never) => {
      const parts = [
        ...(whole.length > 0 ? [`se siguió sin lagunas en ${list(whole)}`] : []),
        ...(partly.length > 0 ? [`se siguió en parte en ${list(partly)}`] : []),
        ...(never.length > 0 ? [`no se siguió en ${list(never)}`] : []),
      ];
      return `La etiqueta ${list(parts)}; cada parte dice qué falta.`;
    },
    days: (value) => count(value, { one: '# día', other: '# días' }),
    hours,
    minutes: (value) => count(value, { one: '# minuto', other: '# minutos' }),
    notOver: (until) => `El período no ha terminado: así estaban las cosas el ${until}.`,

    short: 'En breve',
    seen: ({ network, tag, public: others, partners, ours }) =>
      `En ${network}, personas ajenas a nosotros y a nuestros aliados publicaron ${posts(others)} con #${tag}; nuestros aliados, ${n(partners)}, y nosotros, ${n(ours)}.`,
    seenOnX: ({ tag, public: others, partners, ours }) =>
      `X contó ${posts(others + partners + ours)} con #${tag}: ${verb(ours, 'nuestro', 'nuestros')}${partners > 0 ? `, ${n(partners)} de aliados que compartimos` : ''} y ${n(others)} de otras personas.`,
    notWatched: (network, tag, ours) =>
      `La etiqueta no se siguió en ${network} en este tiempo, así que no se sabe qué publicaron otras personas${ours === 0 ? '' : `; ${ours === 1 ? 'salió' : 'salieron'} ${verb(ours, 'mensaje nuestro', 'mensajes nuestros')} con #${tag}`}.`,
    nothingBefore: 'No hay un período anterior con el que comparar.',
    notWatchedBefore: 'La etiqueta no se siguió en el período anterior, así que no hay con qué comparar.',
    against: ({ now, before, percent: change }) =>
      now === before
        ? `En el período anterior fue lo mismo: ${posts(before)} de otras personas.`
        : `En el período anterior, otras personas publicaron ${posts(before)}: ahora son ${n(Math.abs(now - before))} ${now > before ? 'más' : 'menos'}${change === null ? '' : ` (${s.change(change)})`}.`,
    againstUneven: ({ before, perDay }) =>
      `En el período anterior, otras personas publicaron ${posts(before)}, pero no se siguieron las mismas horas: por día seguido son ${n(perDay.now)} ahora y eran ${n(perDay.before)} entonces.`,
    notComparable: 'Uno de los dos períodos se siguió demasiado poco para compararlos.',
    planned: (planned, published, late, others) =>
      `De ${posts(planned)} ${planned === 1 ? 'previsto' : 'previstos'}, ${verb(published, 'salió', 'salieron')}${late > 0 ? ` (${n(late)} con retraso)` : ''}${others.length > 0 ? `; ${list(others)}` : ''}.`,
    noneOfOursPlanned: (network) => `No había ningún mensaje nuestro previsto en ${network} en este tiempo.`,
    outcomeCount: (outcome, value) =>
      ({
        published: verb(value, 'salió', 'salieron'),
        waiting: verb(value, 'está por salir', 'están por salir'),
        held: verb(value, 'esperaba una decisión', 'esperaban una decisión'),
        skipped: verb(value, 'se omitió', 'se omitieron'),
        rejected: verb(value, 'fue rechazado por la red', 'fueron rechazados por la red'),
        unconfirmed: verb(value, 'sigue sin confirmar', 'siguen sin confirmar'),
        retracted: verb(value, 'salió y se borró después', 'salieron y se borraron después'),
      })[outcome],

    change: 'Cambio respecto al período anterior',
    changeNote: (now, before) =>
      `Seguimiento: ${ofAll(now)} ahora, ${ofAll(before)} antes. El cambio se da en tanto por ciento a partir de 20 casos. Nada de esto dice por qué cambió algo.`,
    now: 'Ahora',
    before: 'Antes',
    difference: 'Cambio',
    perDay: 'Por día seguido (ahora / antes)',
    posts: 'Mensajes',
    reactions: 'Reacciones',
    figure: (what, who) =>
      `${what === 'posts' ? 'Mensajes' : 'Reacciones a mensajes'} ${{ ours: 'nuestros', partners: 'de aliados', public: 'de otras personas' }[who]}`,

    hourByHour: 'Hora por hora',
    hourChart: (network, tag) => `Mensajes con #${tag} en ${network}, hora por hora`,
    hourChartText: ({ total, most, when }) =>
      `${posts(total)} de otras personas en total; la hora más llena empezó el ${when}, con ${posts(most)}. La tabla de abajo da lo mismo por días.`,
    hourChartEmpty: 'No se vio ningún mensaje de otras personas en este tiempo.',
    legend: {
      public: 'otras personas',
      partners: 'aliados',
      ours: 'nuestros mensajes',
      special: 'día especial',
      missed: 'sin seguimiento',
    },
    dayByDay: 'Día por día',
    day: 'Día',
    specialDay: 'día especial',
    watchedHours: 'Horas seguidas',
    ofHours: ({ hours: h, of }) => `${n(h)} de ${n(of)}`,

    coverage: 'Qué se siguió y qué falta',
    stream: ({ whole, ...given }) =>
      whole
        ? `Se siguió todo el flujo público de Bluesky, ${ofAll(given)} de este tiempo.`
        : `Se siguió todo el flujo público de Bluesky durante ${ofAll(given)}. Faltan los mensajes de las demás horas, y no se ha inventado ningún número para ellos.`,
    streamNever:
      'El flujo de Bluesky no se siguió en este tiempo. No se sabe qué publicaron otras personas; ningún número de aquí lo sustituye.',
    servers:
      'Mastodon son muchos servidores, y cada uno conoce solo una parte de lo que se publica. Lo que no conoce ninguno de los servidores de abajo no se cuenta; un mensaje visto en varios cuenta una vez.',
    server: ({ server, whole, refused, ...given }) => {
      const name = apart(server);
      const why = refused ? ` (${apart(refused)})` : '';
      if (whole) return `${name} se siguió, ${ofAll(given)}.`;
      return given.hours === 0 ? `${name} no se siguió${why}.` : `${name} se siguió durante ${ofAll(given)}${why}.`;
    },
    counts: ({ whole, ...given }) =>
      `X cuenta por sí mismo los mensajes con la etiqueta, por horas, y sus números están aquí para ${ofAll(given)}${whole ? '' : '; las demás horas faltan'}. X no dice de quién son ni en qué idioma, y no se leyó ningún mensaje de otras personas.`,
    countsNever: (refused) =>
      `Los números de X no se pidieron en este tiempo${refused ? ` (${apart(refused)})` : ''}. No se sabe qué publicaron otras personas; ningún número de aquí lo sustituye.`,
    missed: 'Qué falta',
    source: 'Fuente',
    from: 'Desde',
    to: 'Hasta',
    length: 'Duración',
    reason: 'Motivo',
    noReason: 'no consta',
    notWatchedYet: 'el seguimiento no había empezado',
    notWatchedSince: 'sin seguimiento desde entonces',

    whose: 'Nuestros, de nuestros aliados, de todas las demás personas',
    whoseNote:
      'Los mensajes son los que llevan la etiqueta. Las reacciones son los «me gusta», las veces compartidas, las respuestas y las citas que se vio ganar a los mensajes en este tiempo; cuanto más viejo es un mensaje, menos se mira.',
    whoseNoteX:
      'En X, los mensajes de aliados solo se distinguen si los compartimos, y las reacciones solo se conocen de los mensajes que podemos mirar.',
    who: { ours: 'Nuestros', partners: 'Aliados', public: 'Otras personas' },
    whom: 'De quién',
    likes: 'Me gusta',
    boostsGained: 'Compartidos',
    replies: 'Respuestas',
    quotes: 'Citas',
    all: 'En total',
    authors: (atLeast, atMost, weeks) => {
      const once = weeks > 1 ? ', cada una contada una vez por semana natural' : '';
      return atLeast === atMost
        ? `Los mensajes de otras personas vienen de ${count(atLeast, { one: '# persona', other: '# personas' })}${once}.`
        : `Los mensajes de otras personas vienen de al menos ${n(atLeast)} y como mucho ${count(atMost, { one: '# persona', other: '# personas' })}${once}; no se guarda quiénes eran, así que no se puede decir con más exactitud.`;
    },
    authorsUnknown: 'No se sabe cuántas personas publicaron.',

    messages: 'Los textos a igual edad',
    messagesNote:
      'Todas las reacciones a nuestros mensajes cuando tenían la edad que dice la columna, para que los viejos no ganen por viejos: el mensaje del medio, y de cuántos mensajes se sabe. Entre pocos mensajes, una diferencia bien puede ser casualidad.',
    message: 'Texto',
    ofPosts: (known) => `de ${n(known)}`,
    noPosts: 'No salió ningún mensaje nuestro en este tiempo.',
    notYet: 'demasiado reciente, o no se miró entonces',

    languages: 'Idiomas',
    languagesNote:
      'El idioma es el que dijo el programa de cada persona. Las reacciones a nuestros mensajes se comparan a igual edad, como arriba.',
    languagesNoteX:
      'X no dice en qué idioma publican otras personas. Las reacciones a nuestros mensajes se comparan a igual edad, como arriba.',
    language: 'Idioma',
    noLanguage: 'sin decir',
    share: 'Parte de los mensajes de otras personas',
    fewCases: 'menos de 20 mensajes: solo números',
    noLanguages: 'No se vio ningún mensaje cuyo idioma se sepa.',

    growth: 'Cómo crecieron nuestros mensajes',
    growthChart: (network) => `Reacciones a cada uno de nuestros mensajes en ${network} según su edad`,
    growthChartText: (value, most) =>
      `${count(value, { one: 'Una curva', other: '# curvas' })}, una por mensaje; la más alta llegó a ${count(most, { one: '# reacción', other: '# reacciones' })}. La tabla de abajo da los mismos números.`,
    growthAxis: 'edad del mensaje',
    growthEmpty: 'Todavía no se ha mirado ningún mensaje nuestro.',
    eachPost: (value) => `Cada mensaje (${n(value)})`,
    published: 'Publicado',
    latest: 'Último estado',
    gone: 'borrado',
    post: 'Mensaje',

    boosts: 'Mensajes de aliados que compartimos',
    noBoosts: 'No se compartió ningún mensaje de un aliado en este tiempo.',
    partner: 'Aliado',
    when: 'Cuándo',
    noBoostReason: 'no consta',
    undone: 'deshecho después',

    bestHours: 'Cuándo se usa la etiqueta',
    bestHoursNote: (zone) =>
      `Mensajes de otras personas por día de la semana y hora, con la hora de ${zone}. Dice cuándo se publicó, no cuándo le iría bien a un mensaje nuestro.`,
    best: (hoursOf) => `Las horas más llenas: ${list(hoursOf)}.`,
    bestHour: (weekday, hour, value) => `${weekday}, ${hour} (${posts(value)})`,
    tooFewForBest: 'Menos de 20 mensajes: demasiado pocos para nombrar las mejores horas.',
    heatMap: (network) => `Mensajes de otras personas en ${network} por día de la semana y hora`,
    eachHour: 'Cada hora de la semana',
    hour: 'Hora',
    fewer: 'menos',
    more: 'más',

    organic: 'Dicho con palabras propias',
    organicSentence: ({ posts: all, copied, groups, share }) =>
      copied === 0
        ? `Entre ${posts(all)} no se encontró ningún texto pegado por muchas personas.`
        : `De ${posts(all)}, ${verb(copied, 'era copia casi igual', 'eran copias casi iguales')} de ${count(groups, { one: '# texto', other: '# textos' })} que muchas personas publicaron en poco tiempo; ${verb(all - copied, 'no lo era', 'no lo eran')}${share === null ? '' : ` (${percent(share)})`}.`,
    organicLargest: (value, authors) =>
      `El texto más copiado: ${posts(value)} en este tiempo, de ${count(authors, { one: '# persona', other: '# personas' })}.`,
    organicNote:
      'Se encuentran textos casi iguales. Un texto vuelto a contar con otras palabras no se encuentra, y una copia no es una falsedad: la gente pega aquello con lo que está de acuerdo.',
    unwatched: 'No se sabe: la etiqueta no se siguió.',
    organicX: 'En X no se sabe: da números, no textos.',
    ownWords: 'Con palabras propias',
    copied: 'Copias',
    texts: 'Textos copiados',

    plan: 'Previsto y publicado',
    outcome: {
      published: 'publicados',
      waiting: 'por salir',
      held: 'a la espera de una decisión',
      skipped: 'omitidos',
      rejected: 'rechazados por la red',
      unconfirmed: 'sin confirmar',
      retracted: 'borrados después',
    },
    late: 'de ellos con retraso',
    deliveries: 'Mensajes',
    whatBecame: 'Qué fue de ellos',
    why: 'Por qué algunos no salieron',

    money: 'Dinero',
    moneySentence: ({ spent, before, month, budget }) =>
      `Gastado en este tiempo: ${spent}${before === null ? '' : `; en el período anterior: ${before}`}; en el mes natural en que termina: ${month}${budget === null ? '' : ` de un presupuesto de ${budget}`}.`,
    spentOn: 'En qué',
    calls: 'Veces',
    spent: 'Dólares estadounidenses',
    what: {
      publish: 'publicar',
      boost: 'compartir',
      look: 'buscar una respuesta perdida',
      count: 'contar la etiqueta',
      other: 'otras lecturas',
    },

    unknown: 'no se sabe',
    notes: 'Cómo leer este informe',
    noteCause: 'El informe dice qué pasó y cuándo. No dice qué causó qué; dos cosas al mismo tiempo son solo eso.',
    noteNetworks: 'Cada red se cuenta por separado. Cuentan de modos distintos y no deben compararse entre sí.',
    noteSums: 'De lo que publicaron otras personas solo se guardan sumas: ni nombres, ni textos, ni enlaces.',
    noteHours: (zone) =>
      `Los días y las semanas son los de ${zone}. Los mensajes de otras personas se guardan por horas enteras (UTC): donde la zona difiere en media hora, también el límite de un día.`,
    noteExplain: 'Cada número tiene un nombre y puede seguirse hasta sus filas: report --explain y ese nombre.',
    madeAt: (moment) => `Hecho el ${moment}.`,
    subject: (tag, period) => `#${tag}: informe, ${period}`,
    attached:
      'El informe entero va adjunto en un solo archivo; se abre en cualquier navegador y no pide nada a la red.',
  };
};

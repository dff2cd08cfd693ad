/*
The card of the Fall detection integration, made from card/. It holds Lit, which has this licence:

BSD 3-Clause License

Copyright (c) 2017 Google LLC. All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice,
   this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.

3. Neither the name of the copyright holder nor the names of its
   contributors may be used to endorse or promote products derived from
   this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.*/
var Q=globalThis,J=Q.ShadowRoot&&(Q.ShadyCSS===void 0||Q.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,ye=Symbol(),Ie=new WeakMap,q=class{constructor(e,t,i){if(this._$cssResult$=!0,i!==ye)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(J&&e===void 0){let i=t!==void 0&&t.length===1;i&&(e=Ie.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),i&&Ie.set(t,e))}return e}toString(){return this.cssText}},qe=s=>new q(typeof s=="string"?s:s+"",void 0,ye),v=(s,...e)=>{let t=s.length===1?s[0]:e.reduce((i,n,o)=>i+(r=>{if(r._$cssResult$===!0)return r.cssText;if(typeof r=="number")return r;throw Error("Value passed to 'css' function must be a 'css' function result: "+r+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+s[o+1],s[0]);return new q(t,s,ye)},Le=(s,e)=>{if(J)s.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let i=document.createElement("style"),n=Q.litNonce;n!==void 0&&i.setAttribute("nonce",n),i.textContent=t.cssText,s.appendChild(i)}},ve=J?s=>s:s=>s instanceof CSSStyleSheet?(e=>{let t="";for(let i of e.cssRules)t+=i.cssText;return qe(t)})(s):s;var{is:jt,defineProperty:Vt,getOwnPropertyDescriptor:Kt,getOwnPropertyNames:Ft,getOwnPropertySymbols:Wt,getPrototypeOf:Gt}=Object,Y=globalThis,Be=Y.trustedTypes,Qt=Be?Be.emptyScript:"",Jt=Y.reactiveElementPolyfillSupport,L=(s,e)=>s,be={toAttribute(s,e){switch(e){case Boolean:s=s?Qt:null;break;case Object:case Array:s=s==null?s:JSON.stringify(s)}return s},fromAttribute(s,e){let t=s;switch(e){case Boolean:t=s!==null;break;case Number:t=s===null?null:Number(s);break;case Object:case Array:try{t=JSON.parse(s)}catch{t=null}}return t}},Ve=(s,e)=>!jt(s,e),je={attribute:!0,type:String,converter:be,reflect:!1,useDefault:!1,hasChanged:Ve};Symbol.metadata??=Symbol("metadata"),Y.litPropertyMetadata??=new WeakMap;var $=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=je){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let i=Symbol(),n=this.getPropertyDescriptor(e,i,t);n!==void 0&&Vt(this.prototype,e,n)}}static getPropertyDescriptor(e,t,i){let{get:n,set:o}=Kt(this.prototype,e)??{get(){return this[t]},set(r){this[t]=r}};return{get:n,set(r){let l=n?.call(this);o?.call(this,r),this.requestUpdate(e,l,i)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??je}static _$Ei(){if(this.hasOwnProperty(L("elementProperties")))return;let e=Gt(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(L("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(L("properties"))){let t=this.properties,i=[...Ft(t),...Wt(t)];for(let n of i)this.createProperty(n,t[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[i,n]of t)this.elementProperties.set(i,n)}this._$Eh=new Map;for(let[t,i]of this.elementProperties){let n=this._$Eu(t,i);n!==void 0&&this._$Eh.set(n,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let i=new Set(e.flat(1/0).reverse());for(let n of i)t.unshift(ve(n))}else e!==void 0&&t.push(ve(e));return t}static _$Eu(e,t){let i=t.attribute;return i===!1?void 0:typeof i=="string"?i:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let i of t.keys())this.hasOwnProperty(i)&&(e.set(i,this[i]),delete this[i]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Le(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,i){this._$AK(e,i)}_$ET(e,t){let i=this.constructor.elementProperties.get(e),n=this.constructor._$Eu(e,i);if(n!==void 0&&i.reflect===!0){let o=(i.converter?.toAttribute!==void 0?i.converter:be).toAttribute(t,i.type);this._$Em=e,o==null?this.removeAttribute(n):this.setAttribute(n,o),this._$Em=null}}_$AK(e,t){let i=this.constructor,n=i._$Eh.get(e);if(n!==void 0&&this._$Em!==n){let o=i.getPropertyOptions(n),r=typeof o.converter=="function"?{fromAttribute:o.converter}:o.converter?.fromAttribute!==void 0?o.converter:be;this._$Em=n;let l=r.fromAttribute(t,o.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(e,t,i,n=!1,o){if(e!==void 0){let r=this.constructor;if(n===!1&&(o=this[e]),i??=r.getPropertyOptions(e),!((i.hasChanged??Ve)(o,t)||i.useDefault&&i.reflect&&o===this._$Ej?.get(e)&&!this.hasAttribute(r._$Eu(e,i))))return;this.C(e,t,i)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:i,reflect:n,wrapped:o},r){i&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,r??t??this[e]),o!==!0||r!==void 0)||(this._$AL.has(e)||(this.hasUpdated||i||(t=void 0),this._$AL.set(e,t)),n===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[n,o]of this._$Ep)this[n]=o;this._$Ep=void 0}let i=this.constructor.elementProperties;if(i.size>0)for(let[n,o]of i){let{wrapped:r}=o,l=this[n];r!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,o,l)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(i=>i.hostUpdate?.()),this.update(t)):this._$EM()}catch(i){throw e=!1,this._$EM(),i}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};$.elementStyles=[],$.shadowRootOptions={mode:"open"},$[L("elementProperties")]=new Map,$[L("finalized")]=new Map,Jt?.({ReactiveElement:$}),(Y.reactiveElementVersions??=[]).push("2.1.2");var $e=globalThis,Ke=s=>s,Z=$e.trustedTypes,Fe=Z?Z.createPolicy("lit-html",{createHTML:s=>s}):void 0,xe="$lit$",x=`lit$${Math.random().toFixed(9).slice(2)}$`,Ae="?"+x,Yt=`<${Ae}>`,R=document,j=()=>R.createComment(""),V=s=>s===null||typeof s!="object"&&typeof s!="function",Se=Array.isArray,Ze=s=>Se(s)||typeof s?.[Symbol.iterator]=="function",we=`[ 	
\f\r]`,B=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,We=/-->/g,Ge=/>/g,E=RegExp(`>|${we}(?:([^\\s"'>=/]+)(${we}*=${we}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Qe=/'/g,Je=/"/g,Xe=/^(?:script|style|textarea|title)$/i,ke=s=>(e,...t)=>({_$litType$:s,strings:e,values:t}),p=ke(1),zi=ke(2),Mi=ke(3),A=Symbol.for("lit-noChange"),c=Symbol.for("lit-nothing"),Ye=new WeakMap,T=R.createTreeWalker(R,129);function et(s,e){if(!Se(s)||!s.hasOwnProperty("raw"))throw Error("invalid template strings array");return Fe!==void 0?Fe.createHTML(e):e}var tt=(s,e)=>{let t=s.length-1,i=[],n,o=e===2?"<svg>":e===3?"<math>":"",r=B;for(let l=0;l<t;l++){let a=s[l],u,f,d=-1,m=0;for(;m<a.length&&(r.lastIndex=m,f=r.exec(a),f!==null);)m=r.lastIndex,r===B?f[1]==="!--"?r=We:f[1]!==void 0?r=Ge:f[2]!==void 0?(Xe.test(f[2])&&(n=RegExp("</"+f[2],"g")),r=E):f[3]!==void 0&&(r=E):r===E?f[0]===">"?(r=n??B,d=-1):f[1]===void 0?d=-2:(d=r.lastIndex-f[2].length,u=f[1],r=f[3]===void 0?E:f[3]==='"'?Je:Qe):r===Je||r===Qe?r=E:r===We||r===Ge?r=B:(r=E,n=void 0);let h=r===E&&s[l+1].startsWith("/>")?" ":"";o+=r===B?a+Yt:d>=0?(i.push(u),a.slice(0,d)+xe+a.slice(d)+x+h):a+x+(d===-2?l:h)}return[et(s,o+(s[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),i]},K=class s{constructor({strings:e,_$litType$:t},i){let n;this.parts=[];let o=0,r=0,l=e.length-1,a=this.parts,[u,f]=tt(e,t);if(this.el=s.createElement(u,i),T.currentNode=this.el.content,t===2||t===3){let d=this.el.content.firstChild;d.replaceWith(...d.childNodes)}for(;(n=T.nextNode())!==null&&a.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(let d of n.getAttributeNames())if(d.endsWith(xe)){let m=f[r++],h=n.getAttribute(d).split(x),g=/([.?@])?(.*)/.exec(m);a.push({type:1,index:o,name:g[2],strings:h,ctor:g[1]==="."?ee:g[1]==="?"?te:g[1]==="@"?ie:O}),n.removeAttribute(d)}else d.startsWith(x)&&(a.push({type:6,index:o}),n.removeAttribute(d));if(Xe.test(n.tagName)){let d=n.textContent.split(x),m=d.length-1;if(m>0){n.textContent=Z?Z.emptyScript:"";for(let h=0;h<m;h++)n.append(d[h],j()),T.nextNode(),a.push({type:2,index:++o});n.append(d[m],j())}}}else if(n.nodeType===8)if(n.data===Ae)a.push({type:2,index:o});else{let d=-1;for(;(d=n.data.indexOf(x,d+1))!==-1;)a.push({type:7,index:o}),d+=x.length-1}o++}}static createElement(e,t){let i=R.createElement("template");return i.innerHTML=e,i}};function C(s,e,t=s,i){if(e===A)return e;let n=i!==void 0?t._$Co?.[i]:t._$Cl,o=V(e)?void 0:e._$litDirective$;return n?.constructor!==o&&(n?._$AO?.(!1),o===void 0?n=void 0:(n=new o(s),n._$AT(s,t,i)),i!==void 0?(t._$Co??=[])[i]=n:t._$Cl=n),n!==void 0&&(e=C(s,n._$AS(s,e.values),n,i)),e}var X=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:i}=this._$AD,n=(e?.creationScope??R).importNode(t,!0);T.currentNode=n;let o=T.nextNode(),r=0,l=0,a=i[0];for(;a!==void 0;){if(r===a.index){let u;a.type===2?u=new H(o,o.nextSibling,this,e):a.type===1?u=new a.ctor(o,a.name,a.strings,this,e):a.type===6&&(u=new ne(o,this,e)),this._$AV.push(u),a=i[++l]}r!==a?.index&&(o=T.nextNode(),r++)}return T.currentNode=R,n}p(e){let t=0;for(let i of this._$AV)i!==void 0&&(i.strings!==void 0?(i._$AI(e,i,t),t+=i.strings.length-2):i._$AI(e[t])),t++}},H=class s{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,i,n){this.type=2,this._$AH=c,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=i,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=C(this,e,t),V(e)?e===c||e==null||e===""?(this._$AH!==c&&this._$AR(),this._$AH=c):e!==this._$AH&&e!==A&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Ze(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==c&&V(this._$AH)?this._$AA.nextSibling.data=e:this.T(R.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:i}=e,n=typeof i=="number"?this._$AC(e):(i.el===void 0&&(i.el=K.createElement(et(i.h,i.h[0]),this.options)),i);if(this._$AH?._$AD===n)this._$AH.p(t);else{let o=new X(n,this),r=o.u(this.options);o.p(t),this.T(r),this._$AH=o}}_$AC(e){let t=Ye.get(e.strings);return t===void 0&&Ye.set(e.strings,t=new K(e)),t}k(e){Se(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,i,n=0;for(let o of e)n===t.length?t.push(i=new s(this.O(j()),this.O(j()),this,this.options)):i=t[n],i._$AI(o),n++;n<t.length&&(this._$AR(i&&i._$AB.nextSibling,n),t.length=n)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let i=Ke(e).nextSibling;Ke(e).remove(),e=i}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},O=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,i,n,o){this.type=1,this._$AH=c,this._$AN=void 0,this.element=e,this.name=t,this._$AM=n,this.options=o,i.length>2||i[0]!==""||i[1]!==""?(this._$AH=Array(i.length-1).fill(new String),this.strings=i):this._$AH=c}_$AI(e,t=this,i,n){let o=this.strings,r=!1;if(o===void 0)e=C(this,e,t,0),r=!V(e)||e!==this._$AH&&e!==A,r&&(this._$AH=e);else{let l=e,a,u;for(e=o[0],a=0;a<o.length-1;a++)u=C(this,l[i+a],t,a),u===A&&(u=this._$AH[a]),r||=!V(u)||u!==this._$AH[a],u===c?e=c:e!==c&&(e+=(u??"")+o[a+1]),this._$AH[a]=u}r&&!n&&this.j(e)}j(e){e===c?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},ee=class extends O{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===c?void 0:e}},te=class extends O{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==c)}},ie=class extends O{constructor(e,t,i,n,o){super(e,t,i,n,o),this.type=5}_$AI(e,t=this){if((e=C(this,e,t,0)??c)===A)return;let i=this._$AH,n=e===c&&i!==c||e.capture!==i.capture||e.once!==i.once||e.passive!==i.passive,o=e!==c&&(i===c||n);n&&this.element.removeEventListener(this.name,this,i),o&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},ne=class{constructor(e,t,i){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=i}get _$AU(){return this._$AM._$AU}_$AI(e){C(this,e)}},it={M:xe,P:x,A:Ae,C:1,L:tt,R:X,D:Ze,V:C,I:H,H:O,N:te,U:ie,B:ee,F:ne},Zt=$e.litHtmlPolyfillSupport;Zt?.(K,H),($e.litHtmlVersions??=[]).push("3.3.3");var nt=(s,e,t)=>{let i=t?.renderBefore??e,n=i._$litPart$;if(n===void 0){let o=t?.renderBefore??null;i._$litPart$=n=new H(e.insertBefore(j(),o),o,void 0,t??{})}return n._$AI(s),n};var Ee=globalThis,y=class extends ${constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=nt(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return A}};y._$litElement$=!0,y.finalized=!0,Ee.litElementHydrateSupport?.({LitElement:y});var Xt=Ee.litElementPolyfillSupport;Xt?.({LitElement:y});(Ee.litElementVersions??=[]).push("4.2.2");var st={all_quiet:"Alles ruhig",fall:"Jemand ist gestürzt",person_down:"Jemand liegt am Boden",long_lie:"Noch immer am Boden",recovered:"Wieder auf, niemand hat übernommen",test:"Probealarm",on_floor:"Am Boden",since:"seit {time}",going:"Ich gehe hin",false_alarm:"Fehlalarm",what_was_it:"Was war es?",sat:"Hingesetzt oder hingelegt",bent:"Gebückt oder gekniet",exercise:"Gymnastik oder Spiel",pet:"Ein Tier oder ein Ding",other:"Etwas anderes",dismiss:"Alarm verwerfen",back:"Zurück",why:"Warum Alarm",kind:"Art",direction:"Richtung",picture:"Bild des Vorfalls, {room}",failed:"Das kam nicht an: {error}",stale:"Die App ist offline: das ist das Letzte, was bekannt ist",fine_there:"Jemand ist da",fine_empty:"Niemand ist da",fine:"Wird überwacht",alarm:"Am Boden",kept:"Wieder auf",inactive:"Keine Bewegung seit {time}",missed:"Keine Aktivität seit {time}",paused:"Pausiert",lost:"Kein Bild",gone:"App offline",unknown:"Wartet auf die App",s_inactive:"Lange keine Bewegung",s_missed:"Weniger Aktivität als sonst",s_paused:"Nicht alles wird überwacht",s_lost:"Ein Raum wird nicht gesehen",s_gone:"Stürze werden nicht bemerkt",h_paused:"{room}: pausiert",h_lost:"{room}: keine Kamera liefert Bilder",h_gone:"Die App Sturzerkennung meldet sich nicht seit {time}",h_inactive:"{room}: keine Bewegung seit {time}",h_missed:"{room}: keine Aktivität seit {time}, das ist zu dieser Stunde ungewöhnlich",camera_lost:"Eine Kamera ohne Bild",seen_to:"{name} kümmert sich",seen_to_somebody:"Jemand kümmert sich",nothing:"Noch wird nichts überwacht",nothing_help:"Nenne der App Sturzerkennung deine Kameras und ihre Räume. Dann erscheint hier jeder Raum.",missing:"Nicht gefunden: {entity}. Wähle die Räume in den Einstellungen dieser Karte neu.",how:"So geht es",timeline:"Verlauf",quiet:"Nichts geschehen seit {day}",more:"Mehr zeigen",less:"Weniger zeigen",no_history:"Kein Verlauf: Home Assistant zeichnet die Vorfälle nicht auf",open:"Noch offen",rooms:"Räume",c_name:"Sturzerkennung",c_description:"Räume, offene Alarme und die letzten Tage",b_description:"Wie es zu Hause steht, in einem Wort",e_title:"Titel",e_entities:"Räume",e_entities_help:"Keiner gewählt: alle Räume, auch neue",e_days:"Tage im Verlauf",e_days_help:"0: kein Verlauf. Home Assistant behält zehn Tage, wenn nichts anderes eingestellt ist.",e_show_picture:"Bild eines Vorfalls zeigen",e_tap_action:"Beim Antippen"};var Te={all_quiet:"All quiet",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",stale:"The app is offline: this is the last that is known",fine_there:"Somebody there",fine_empty:"Nobody there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",missed:"No activity since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_missed:"Less activity than usual",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_inactive:"{room}: no movement since {time}",h_missed:"{room}: no activity since {time}, which is unusual at this hour",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",missing:"Not found: {entity}. Choose the rooms anew in this card's settings.",how:"How it is done",timeline:"Timeline",quiet:"Nothing happened since {day}",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"0: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var ot={all_quiet:"Todo tranquilo",fall:"Alguien se ha caído",person_down:"Alguien está en el suelo",long_lie:"Sigue en el suelo",recovered:"De pie otra vez, nadie se ha hecho cargo",test:"Alarma de prueba",on_floor:"En el suelo",since:"desde las {time}",going:"Voy yo",false_alarm:"Falsa alarma",what_was_it:"¿Qué era?",sat:"Se sentó o se acostó",bent:"Se agachó o arrodilló",exercise:"Ejercicio o juego",pet:"Un animal o un objeto",other:"Otra cosa",dismiss:"Descartar la alarma",back:"Volver",why:"Por qué alarmó",kind:"Tipo",direction:"Dirección",picture:"Imagen del incidente, {room}",failed:"No ha llegado: {error}",stale:"La aplicación está desconectada: esto es lo último que se sabe",fine_there:"Hay alguien",fine_empty:"No hay nadie",fine:"Vigilada",alarm:"En el suelo",kept:"De pie otra vez",inactive:"Sin movimiento desde las {time}",missed:"Sin actividad desde las {time}",paused:"En pausa",lost:"Sin imagen",gone:"Aplicación desconectada",unknown:"Esperando a la aplicación",s_inactive:"Mucho tiempo sin movimiento",s_missed:"Menos actividad de lo habitual",s_paused:"No se vigila todo",s_lost:"No se ve una habitación",s_gone:"No se notan las caídas",h_paused:"{room}: en pausa",h_lost:"{room}: ninguna cámara da imágenes",h_gone:"No se sabe nada de la aplicación Detección de caídas desde las {time}",h_inactive:"{room}: sin movimiento desde las {time}",h_missed:"{room}: sin actividad desde las {time}, algo inusual a esta hora",camera_lost:"Una cámara sin imagen",seen_to:"{name} se ocupa",seen_to_somebody:"Alguien se ocupa",nothing:"Aún no se vigila nada",nothing_help:"Indique sus cámaras y sus habitaciones en la aplicación Detección de caídas. Cada habitación aparecerá aquí.",missing:"No se encuentra: {entity}. Elija de nuevo las habitaciones en los ajustes de esta tarjeta.",how:"Cómo se hace",timeline:"Cronología",quiet:"Nada desde {day}",more:"Mostrar más",less:"Mostrar menos",no_history:"Sin historial: Home Assistant no guarda los incidentes",open:"Sigue abierto",rooms:"Habitaciones",c_name:"Detección de caídas",c_description:"Habitaciones, alarmas abiertas y los últimos días",b_description:"Cómo está la casa, en una palabra",e_title:"Título",e_entities:"Habitaciones",e_entities_help:"Ninguna elegida: todas, también las nuevas",e_days:"Días de la cronología",e_days_help:"0: sin cronología. Home Assistant guarda diez días si no se le dice otra cosa.",e_show_picture:"Mostrar la imagen de un incidente",e_tap_action:"Al tocar"};var rt={all_quiet:"Tout est calme",fall:"Quelqu'un est tombé",person_down:"Quelqu'un est au sol",long_lie:"Toujours au sol",recovered:"Relevé, personne n'a pris en charge",test:"Alarme de test",on_floor:"Au sol",since:"depuis {time}",going:"J'y vais",false_alarm:"Fausse alerte",what_was_it:"Qu'est-ce que c'était ?",sat:"S'est assis ou couché",bent:"S'est penché ou agenouillé",exercise:"Exercice ou jeu",pet:"Un animal ou un objet",other:"Autre chose",dismiss:"Écarter l'alarme",back:"Retour",why:"Pourquoi l'alarme",kind:"Type",direction:"Direction",picture:"Image de l'incident, {room}",failed:"Cela n'est pas passé : {error}",stale:"L'application est hors ligne : c'est le dernier état connu",fine_there:"Quelqu'un est là",fine_empty:"Personne n'est là",fine:"Surveillé",alarm:"Au sol",kept:"Relevé",inactive:"Aucun mouvement depuis {time}",missed:"Aucune activité depuis {time}",paused:"En pause",lost:"Pas d'image",gone:"Application hors ligne",unknown:"En attente de l'application",s_inactive:"Longtemps sans mouvement",s_missed:"Moins d’activité que d’habitude",s_paused:"Tout n'est pas surveillé",s_lost:"Une pièce n'est pas vue",s_gone:"Les chutes ne sont pas remarquées",h_paused:"{room} : en pause",h_lost:"{room} : aucune caméra ne fournit d'images",h_gone:"Aucune nouvelle de l'application Détection de chute depuis {time}",h_inactive:"{room} : aucun mouvement depuis {time}",h_missed:"{room} : aucune activité depuis {time}, ce qui est inhabituel à cette heure",camera_lost:"Une caméra sans image",seen_to:"{name} s'en occupe",seen_to_somebody:"Quelqu'un s'en occupe",nothing:"Rien n'est encore surveillé",nothing_help:"Indiquez vos caméras et leurs pièces dans l'application Détection de chute. Chaque pièce apparaîtra ici.",missing:"Introuvable : {entity}. Choisissez à nouveau les pièces dans les réglages de cette carte.",how:"Comment faire",timeline:"Chronologie",quiet:"Rien depuis {day}",more:"Afficher plus",less:"Afficher moins",no_history:"Pas d'historique : Home Assistant n'enregistre pas les incidents",open:"Toujours en cours",rooms:"Pièces",c_name:"Détection de chute",c_description:"Pièces, alarmes ouvertes et derniers jours",b_description:"L'état de la maison en un mot",e_title:"Titre",e_entities:"Pièces",e_entities_help:"Aucune choisie : toutes les pièces, même nouvelles",e_days:"Jours de la chronologie",e_days_help:"0 : pas de chronologie. Home Assistant garde dix jours sauf réglage contraire.",e_show_picture:"Afficher l'image d'un incident",e_tap_action:"Au toucher"};var at={all_quiet:"Tutto tranquillo",fall:"Qualcuno è caduto",person_down:"Qualcuno è a terra",long_lie:"Ancora a terra",recovered:"Di nuovo in piedi, nessuno ha preso in carico",test:"Allarme di prova",on_floor:"A terra",since:"dalle {time}",going:"Vado io",false_alarm:"Falso allarme",what_was_it:"Che cos'era?",sat:"Si è seduto o sdraiato",bent:"Si è chinato o inginocchiato",exercise:"Ginnastica o gioco",pet:"Un animale o un oggetto",other:"Qualcos'altro",dismiss:"Scarta l'allarme",back:"Indietro",why:"Perché l'allarme",kind:"Tipo",direction:"Direzione",picture:"Immagine dell'incidente, {room}",failed:"Non è arrivato: {error}",stale:"L'app è offline: questo è l'ultimo stato noto",fine_there:"C'è qualcuno",fine_empty:"Non c'è nessuno",fine:"Sorvegliata",alarm:"A terra",kept:"Di nuovo in piedi",inactive:"Nessun movimento dalle {time}",missed:"Nessuna attività dalle {time}",paused:"In pausa",lost:"Nessuna immagine",gone:"App offline",unknown:"In attesa dell'app",s_inactive:"A lungo senza movimento",s_missed:"Meno attività del solito",s_paused:"Non tutto è sorvegliato",s_lost:"Una stanza non si vede",s_gone:"Le cadute non vengono notate",h_paused:"{room}: in pausa",h_lost:"{room}: nessuna telecamera fornisce immagini",h_gone:"Nessuna notizia dall'app Rilevamento cadute dalle {time}",h_inactive:"{room}: nessun movimento dalle {time}",h_missed:"{room}: nessuna attività dalle {time}, cosa insolita a quest’ora",camera_lost:"Una telecamera senza immagine",seen_to:"{name} se ne occupa",seen_to_somebody:"Qualcuno se ne occupa",nothing:"Ancora niente è sorvegliato",nothing_help:"Indica le telecamere e le loro stanze nell'app Rilevamento cadute. Ogni stanza apparirà qui.",missing:"Non trovato: {entity}. Scegli di nuovo le stanze nelle impostazioni di questa scheda.",how:"Come si fa",timeline:"Cronologia",quiet:"Niente da {day}",more:"Mostra altro",less:"Mostra meno",no_history:"Nessuna cronologia: Home Assistant non registra gli incidenti",open:"Ancora aperto",rooms:"Stanze",c_name:"Rilevamento cadute",c_description:"Stanze, allarmi aperti e gli ultimi giorni",b_description:"Come sta la casa, in una parola",e_title:"Titolo",e_entities:"Stanze",e_entities_help:"Nessuna scelta: tutte le stanze, anche nuove",e_days:"Giorni nella cronologia",e_days_help:"0: nessuna cronologia. Home Assistant conserva dieci giorni, se non impostato diversamente.",e_show_picture:"Mostra l'immagine di un incidente",e_tap_action:"Al tocco"};var lt={all_quiet:"異常は見つかっていません",fall:"誰かが転倒しました",person_down:"誰かが床に倒れています",long_lie:"まだ床に倒れています",recovered:"起き上がりましたが、まだ誰も対応していません",test:"テストアラーム",on_floor:"床の上",since:"{time} から",going:"見に行きます",false_alarm:"誤報",what_was_it:"何でしたか？",sat:"座った、または横になった",bent:"かがんだ、または膝をついた",exercise:"運動または遊び",pet:"ペットまたは物",other:"その他",dismiss:"アラームを却下",back:"戻る",why:"アラームの理由",kind:"種類",direction:"方向",picture:"出来事の画像、{room}",failed:"送信できませんでした: {error}",stale:"アプリがオフラインです: これが最後にわかっている状態です",fine_there:"人がいます",fine_empty:"誰もいません",fine:"見守り中",alarm:"床の上",kept:"起き上がりました",inactive:"{time} から動きなし",missed:"{time} から活動なし",paused:"一時停止中",lost:"映像なし",gone:"アプリがオフライン",unknown:"アプリを待っています",s_inactive:"長い間動きがありません",s_missed:"いつもより活動がありません",s_paused:"見守られていない部屋があります",s_lost:"見えていない部屋があります",s_gone:"転倒を検知できません",h_paused:"{room}: 一時停止中",h_lost:"{room}: 映像を送るカメラがありません",h_gone:"{time} から転倒検知アプリの応答がありません",h_inactive:"{room}: {time} から動きがありません",h_missed:"{room}: {time} から活動がありません。この時刻には珍しいことです",camera_lost:"映像のないカメラが 1 台",seen_to:"{name} が対応中",seen_to_somebody:"誰かが対応中",nothing:"まだ何も見守っていません",nothing_help:"転倒検知アプリにカメラと部屋を入力してください。各部屋がここに表示されます。",missing:"見つかりません: {entity}。このカードの設定で部屋を選び直してください。",how:"手順",timeline:"タイムライン",quiet:"{day}以降、何も起きていません",more:"もっと見る",less:"閉じる",no_history:"履歴なし: Home Assistant は出来事を記録していません",open:"継続中",rooms:"部屋",c_name:"転倒検知",c_description:"部屋、未対応のアラーム、ここ数日",b_description:"家の様子をひとことで",e_title:"タイトル",e_entities:"部屋",e_entities_help:"未選択: 新しい部屋も含むすべての部屋",e_days:"タイムラインの日数",e_days_help:"0: タイムラインなし。特に設定しなければ Home Assistant は 10 日分を保存します。",e_show_picture:"出来事の画像を表示",e_tap_action:"タップしたとき"};var dt={all_quiet:"모두 조용합니다",fall:"누군가 넘어졌습니다",person_down:"누군가 바닥에 쓰러져 있습니다",long_lie:"아직 바닥에 있습니다",recovered:"다시 일어났지만 아무도 맡지 않았습니다",test:"테스트 경보",on_floor:"바닥에 있음",since:"{time}부터",going:"제가 갈게요",false_alarm:"잘못된 경보",what_was_it:"무엇이었나요?",sat:"앉았거나 누웠음",bent:"몸을 굽혔거나 무릎을 꿇었음",exercise:"운동 또는 놀이",pet:"반려동물 또는 물건",other:"다른 것",dismiss:"경보 해제",back:"뒤로",why:"경보 이유",kind:"종류",direction:"방향",picture:"사건 사진, {room}",failed:"전달되지 않았습니다: {error}",stale:"앱이 오프라인입니다. 마지막으로 알려진 상태입니다",fine_there:"누군가 있음",fine_empty:"아무도 없음",fine:"지켜보는 중",alarm:"바닥에 있음",kept:"다시 일어남",inactive:"{time}부터 움직임 없음",missed:"{time}부터 활동 없음",paused:"일시 중지",lost:"영상 없음",gone:"앱 오프라인",unknown:"앱을 기다리는 중",s_inactive:"오래 움직임이 없습니다",s_missed:"평소보다 활동이 적습니다",s_paused:"지켜보지 않는 곳이 있습니다",s_lost:"보이지 않는 방이 있습니다",s_gone:"낙상을 알아채지 못합니다",h_paused:"{room}: 일시 중지",h_lost:"{room}: 영상을 보내는 카메라가 없습니다",h_gone:"{time}부터 낙상 감지 앱의 소식이 없습니다",h_inactive:"{room}: {time}부터 움직임 없음",h_missed:"{room}: {time}부터 활동이 없습니다. 이 시간에는 드문 일입니다",camera_lost:"카메라 하나에 영상 없음",seen_to:"{name} 님이 살피고 있음",seen_to_somebody:"누군가 살피고 있음",nothing:"아직 지켜보는 곳이 없습니다",nothing_help:"낙상 감지 앱에 카메라와 방을 입력하세요. 그러면 각 방이 여기에 나타납니다.",missing:"찾을 수 없음: {entity}. 이 카드의 설정에서 방을 다시 선택하세요.",how:"방법 보기",timeline:"타임라인",quiet:"{day} 이후 아무 일도 없음",more:"더 보기",less:"접기",no_history:"기록 없음: Home Assistant가 사건을 기록하지 않습니다",open:"아직 끝나지 않음",rooms:"방",c_name:"낙상 감지",c_description:"방, 끝나지 않은 경보, 지난 며칠",b_description:"집의 상태를 한마디로",e_title:"제목",e_entities:"방",e_entities_help:"선택하지 않음: 새 방을 포함한 모든 방",e_days:"타임라인의 일수",e_days_help:"0: 타임라인 없음. 따로 설정하지 않으면 Home Assistant는 열흘을 보관합니다.",e_show_picture:"사건 사진 표시",e_tap_action:"누를 때"};var ct={all_quiet:"Alles rustig",fall:"Er is iemand gevallen",person_down:"Er ligt iemand op de grond",long_lie:"Nog steeds op de grond",recovered:"Weer overeind, niemand heeft het overgenomen",test:"Proefalarm",on_floor:"Op de grond",since:"sinds {time}",going:"Ik ga erheen",false_alarm:"Vals alarm",what_was_it:"Wat was het?",sat:"Ging zitten of liggen",bent:"Bukte of knielde",exercise:"Oefening of spel",pet:"Een dier of een ding",other:"Iets anders",dismiss:"Alarm afwijzen",back:"Terug",why:"Waarom alarm",kind:"Soort",direction:"Richting",picture:"Beeld van het incident, {room}",failed:"Dat kwam niet aan: {error}",stale:"De app is offline: dit is het laatste wat bekend is",fine_there:"Er is iemand",fine_empty:"Er is niemand",fine:"Bewaakt",alarm:"Op de grond",kept:"Weer overeind",inactive:"Geen beweging sinds {time}",missed:"Geen activiteit sinds {time}",paused:"Gepauzeerd",lost:"Geen beeld",gone:"App offline",unknown:"Wacht op de app",s_inactive:"Lang geen beweging",s_missed:"Minder activiteit dan anders",s_paused:"Niet alles wordt bewaakt",s_lost:"Een kamer wordt niet gezien",s_gone:"Vallen wordt niet opgemerkt",h_paused:"{room}: gepauzeerd",h_lost:"{room}: geen camera levert beelden",h_gone:"Van de app Valdetectie is niets gehoord sinds {time}",h_inactive:"{room}: geen beweging sinds {time}",h_missed:"{room}: geen activiteit sinds {time}, wat op dit uur ongewoon is",camera_lost:"Eén camera zonder beeld",seen_to:"{name} zorgt ervoor",seen_to_somebody:"Iemand zorgt ervoor",nothing:"Er wordt nog niets bewaakt",nothing_help:"Noem je camera's en hun kamers in de app Valdetectie. Elke kamer verschijnt dan hier.",missing:"Niet gevonden: {entity}. Kies de kamers opnieuw in de instellingen van deze kaart.",how:"Zo gaat het",timeline:"Tijdlijn",quiet:"Niets gebeurd sinds {day}",more:"Meer tonen",less:"Minder tonen",no_history:"Geen geschiedenis: Home Assistant legt de incidenten niet vast",open:"Nog open",rooms:"Kamers",c_name:"Valdetectie",c_description:"Kamers, open alarmen en de afgelopen dagen",b_description:"Hoe het thuis is, in één woord",e_title:"Titel",e_entities:"Kamers",e_entities_help:"Geen gekozen: alle kamers, ook nieuwe",e_days:"Dagen in de tijdlijn",e_days_help:"0: geen tijdlijn. Home Assistant bewaart tien dagen, tenzij anders ingesteld.",e_show_picture:"Het beeld van een incident tonen",e_tap_action:"Bij aantikken"};var ut={all_quiet:"Tudo calmo",fall:"Alguém caiu",person_down:"Alguém está no chão",long_lie:"Ainda no chão",recovered:"De novo de pé, ninguém assumiu",test:"Alarme de teste",on_floor:"No chão",since:"desde as {time}",going:"Vou lá",false_alarm:"Falso alarme",what_was_it:"O que foi?",sat:"Sentou-se ou deitou-se",bent:"Baixou-se ou ajoelhou-se",exercise:"Exercício ou brincadeira",pet:"Um animal ou um objeto",other:"Outra coisa",dismiss:"Rejeitar o alarme",back:"Voltar",why:"Porque alarmou",kind:"Tipo",direction:"Direção",picture:"Imagem do incidente, {room}",failed:"Não chegou ao destino: {error}",stale:"A aplicação está offline: isto é o último que se sabe",fine_there:"Está alguém",fine_empty:"Não está ninguém",fine:"Vigiada",alarm:"No chão",kept:"De novo de pé",inactive:"Sem movimento desde as {time}",missed:"Sem atividade desde as {time}",paused:"Em pausa",lost:"Sem imagem",gone:"Aplicação offline",unknown:"À espera da aplicação",s_inactive:"Muito tempo sem movimento",s_missed:"Menos atividade do que o habitual",s_paused:"Nem tudo é vigiado",s_lost:"Uma divisão não é vista",s_gone:"As quedas não são notadas",h_paused:"{room}: em pausa",h_lost:"{room}: nenhuma câmara dá imagens",h_gone:"Sem notícias da aplicação Deteção de quedas desde as {time}",h_inactive:"{room}: sem movimento desde as {time}",h_missed:"{room}: sem atividade desde as {time}, o que é invulgar a esta hora",camera_lost:"Uma câmara sem imagem",seen_to:"{name} está a tratar disso",seen_to_somebody:"Alguém está a tratar disso",nothing:"Ainda nada é vigiado",nothing_help:"Indique as suas câmaras e as divisões na aplicação Deteção de quedas. Cada divisão aparecerá aqui.",missing:"Não encontrado: {entity}. Escolha de novo as divisões nas definições deste cartão.",how:"Como se faz",timeline:"Cronologia",quiet:"Nada desde {day}",more:"Mostrar mais",less:"Mostrar menos",no_history:"Sem histórico: o Home Assistant não regista os incidentes",open:"Ainda aberto",rooms:"Divisões",c_name:"Deteção de quedas",c_description:"Divisões, alarmes abertos e os últimos dias",b_description:"Como está a casa, numa palavra",e_title:"Título",e_entities:"Divisões",e_entities_help:"Nenhuma escolhida: todas as divisões, também novas",e_days:"Dias na cronologia",e_days_help:"0: sem cronologia. O Home Assistant guarda dez dias, salvo outra definição.",e_show_picture:"Mostrar a imagem de um incidente",e_tap_action:"Ao tocar"};var pt={all_quiet:"一切平静",fall:"有人跌倒了",person_down:"有人倒在地上",long_lie:"仍在地上",recovered:"已起身，尚无人接手",test:"测试警报",on_floor:"在地上",since:"自 {time} 起",going:"我去看看",false_alarm:"误报",what_was_it:"当时是什么情况？",sat:"坐下或躺下",bent:"弯腰或跪下",exercise:"锻炼或玩耍",pet:"宠物或物品",other:"其他情况",dismiss:"排除警报",back:"返回",why:"报警原因",kind:"类型",direction:"方向",picture:"事件画面，{room}",failed:"未能送达：{error}",stale:"应用离线：这是最后已知的情况",fine_there:"有人",fine_empty:"无人",fine:"监护中",alarm:"在地上",kept:"已起身",inactive:"自 {time} 起没有活动",missed:"自 {time} 起没有任何活动",paused:"已暂停",lost:"没有画面",gone:"应用离线",unknown:"等待应用",s_inactive:"长时间没有活动",s_missed:"活动比平时少",s_paused:"并非所有房间都在监护中",s_lost:"有房间看不到",s_gone:"无法发现跌倒",h_paused:"{room}：已暂停",h_lost:"{room}：没有摄像头提供画面",h_gone:"自 {time} 起未收到跌倒检测应用的消息",h_inactive:"{room}：自 {time} 起没有活动",h_missed:"{room}：自 {time} 起没有任何活动，在这个时段不寻常",camera_lost:"一个摄像头没有画面",seen_to:"{name} 正在处理",seen_to_somebody:"有人正在处理",nothing:"尚未监护任何房间",nothing_help:"请在跌倒检测应用中填写摄像头及其所在房间，每个房间随后会显示在这里。",missing:"未找到：{entity}。请在此卡片的设置中重新选择房间。",how:"操作方法",timeline:"时间线",quiet:"{day} 以来无事发生",more:"显示更多",less:"收起",no_history:"没有历史记录：Home Assistant 未记录这些事件",open:"仍未结束",rooms:"房间",c_name:"跌倒检测",c_description:"房间、未结束的警报和最近几天",b_description:"一句话说明家中情况",e_title:"标题",e_entities:"房间",e_entities_help:"不选择：所有房间，包括新房间",e_days:"时间线的天数",e_days_help:"0：不显示时间线。除非另有设置，Home Assistant 保留十天。",e_show_picture:"显示事件画面",e_tap_action:"点按时"};var mt={de:st,en:Te,es:ot,fr:rt,it:at,ja:lt,ko:dt,nl:ct,pt:ut,"zh-Hans":pt};function _(s){let e=mt[s]??mt[s.split("-")[0]]??Te;return(t,i={})=>e[t].replace(/\{(\w+)\}/g,(n,o)=>i[o]??n)}function F(){return document.documentElement.lang||navigator.language}var ht={entity:{multiple:!0,filter:{integration:"falldetect",domain:"binary_sensor",device_class:"safety"}}};function ft(){let s=_(F()),e=["entities","days"];return{computeLabel:({name:t})=>s(`e_${t}`),computeHelper:({name:t})=>e.includes(t)?s(`e_${t}_help`):void 0}}function gt(){return{schema:[{name:"title",selector:{text:{}}},{name:"entities",selector:ht},{name:"days",default:7,selector:{number:{min:0,max:30,mode:"slider"}}},{name:"show_picture",default:!0,selector:{boolean:{}}}],...ft()}}function _t(){return{schema:[{name:"entities",selector:ht},{name:"tap_action",selector:{ui_action:{default_action:"more-info"}}}],...ft()}}function Re(s,e,t){s.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}function N(s,e){Re(s,"hass-more-info",{entityId:e})}function S(s,e){customElements.get(s)||customElements.define(s,e)}var ci=["fall","person_down","long_lie","recovered"];function yt(s,e,t){if(s?.state!=="on")return;let{incident:i,stage:n,onset:o,test:r}=s.attributes,l=e?.attributes.incident===i?e:void 0,a=typeof o=="string"?new Date(o):void 0,u=l?.attributes.reasons;return{id:String(i),stage:ci.includes(String(n))?n:"fall",onset:a,test:r===!0,reasons:Array.isArray(u)?u.map(String):[],camera:typeof l?.attributes.camera=="string"?l.attributes.camera:void 0,event:l,picture:ui(t,a)?t:void 0}}function ui(s,e){return s?.attributes.entity_picture?e===void 0||Date.parse(s.state)>=e.getTime():!1}function vt(s){return`${s.attributes.entity_picture}&state=${encodeURIComponent(s.state)}`}function se(s){return s.test?"test":s.stage}function D(s,e){let t=new Map;for(let i of s){let n=t.get(e(i));n?n.push(i):t.set(e(i),[i])}return t}var bt="falldetect",re=["alarm","kept","inactive","gone","lost","unknown","paused","fine"],pi=36e5,mi={"event.incident":"incident","binary_sensor.inactivity":"inactivity","switch.monitoring":"monitoring","sensor.people":"people","image.snapshot":"snapshot"},oe=s=>`${s.entity_id.split(".")[0]}.${s.translation_key??""}`;function wt(s,e){let t=s.entities[e];return t?.platform===bt&&oe(t)==="binary_sensor.fall"}function $t(s,e=[]){let t=Object.values(s.entities).filter(o=>o.platform===bt&&o.device_id),i=D(t,o=>o.device_id),n=[];for(let o of t.filter(r=>oe(r)==="binary_sensor.fall")){let r=s.devices[o.device_id],l={id:o.device_id,name:r?.name_by_user||r?.name||o.entity_id,fall:o.entity_id,cameras:[]};for(let u of i.get(o.device_id)??[]){let f=oe(u),d=mi[f];d?l[d]=u.entity_id:f==="binary_sensor.camera_connection"&&l.cameras.push(u.entity_id)}let a=(i.get(r?.parent_device_id??void 0)??[]).find(u=>oe(u)==="binary_sensor.app_connection");a&&(l.app=a.entity_id),n.push(l)}return e.length?e.flatMap(o=>n.filter(r=>r.fall===o)):n.sort((o,r)=>o.name.localeCompare(r.name))}function xt(s){let{fall:e,incident:t,inactivity:i,monitoring:n,people:o,snapshot:r,app:l,cameras:a}=s;return[e,t,i,n,o,r,l,...a].filter(u=>u!==void 0)}function At(s,e,t){let i=r=>r?s.states[r]:void 0,n=i(e.inactivity),o=Number(i(e.people)?.state);return{...e,status:hi(s,e),stale:!1,incidentOpen:yt(i(e.fall),i(e.incident),i(e.snapshot)),occupied:Number.isNaN(o)?void 0:o>0,inactiveSince:n?.state==="on"?fi(n,i(e.incident)):void 0,missed:n?.state==="on"&&n.attributes.inactivity==="missed",lostCameras:e.cameras.filter(r=>i(r)?.state==="off"),seenToBy:gi(i(e.incident),t)}}function hi(s,e){let t=(i,n)=>i!==void 0&&s.states[i]?.state===n;return t(e.fall,"on")?s.states[e.fall].attributes.stage==="recovered"?"kept":"alarm":t(e.app,"off")?"gone":t(e.inactivity,"on")?"inactive":t(e.monitoring,"off")?"paused":t(e.fall,"off")?"fine":e.cameras.length&&e.cameras.every(i=>t(i,"off"))?"lost":"unknown"}function fi(s,e){let{event_type:t,onset:i}=e?.attributes??{};return new Date(t==="inactivity_started"&&i?String(i):s.last_changed)}function gi(s,e){let{event_type:t,time:i,by:n}=s?.attributes??{};if(!(t!=="acknowledged"||typeof i!="string")&&!(e.getTime()-Date.parse(i)>pi))return{name:typeof n=="string"?n:void 0}}function St(s){return re.find(e=>s.some(t=>t.status===e))??"fine"}function ae(s){let e=Math.max(0,Math.floor(s/1e3)),t=r=>String(r).padStart(2,"0"),[i,n,o]=[Math.floor(e/3600),Math.floor(e/60)%60,e%60];return i?`${i}:${t(n)}:${t(o)}`:`${n}:${t(o)}`}function kt(s,e){let t=Math.max(0,Math.round(s/1e3)),[i,n]=t<100?[t,"second"]:t<6e3?[t/60,"minute"]:[t/3600,"hour"],o={style:"unit",unit:n,unitDisplay:"short",maximumFractionDigits:0};return new Intl.NumberFormat(e,o).format(i)}var b=class{language;zone;hours;constructor(e){this.language=e.locale.language,this.zone=e.locale.time_zone==="server"?{timeZone:e.config.time_zone}:{};let t=e.locale.time_format;this.hours=t==="12"?{hourCycle:"h12"}:t==="24"?{hourCycle:"h23"}:{}}time(e){return this.format(e,{hour:"numeric",minute:"2-digit",...this.hours})}midnight(e){let t={hour:"numeric",minute:"numeric",second:"numeric",hourCycle:"h23",...this.zone},i=new Intl.DateTimeFormat("en",t).formatToParts(e),[n,o,r]=["hour","minute","second"].map(l=>Number(i.find(a=>a.type===l)?.value));return new Date(e.getTime()-e.getMilliseconds()-((n*60+o)*60+r)*1e3)}day(e,t){for(let i of[0,-1])if(this.date(e)===this.date(new Date(t.getTime()+i*864e5)))return new Intl.RelativeTimeFormat(this.language,{numeric:"auto"}).format(i,"day");return this.format(e,{weekday:"short",day:"numeric",month:"short"})}date(e){return this.format(e,{dateStyle:"short"})}format(e,t){return new Intl.DateTimeFormat(this.language,{...t,...this.zone}).format(e)}};var z={alarm:"mdi:account-alert",kept:"mdi:human-handsup",inactive:"mdi:sleep",gone:"mdi:power-plug-off",lost:"mdi:video-off",unknown:"mdi:help-circle-outline",paused:"mdi:pause-circle-outline",fine:"mdi:shield-check"};function le(s){return s.incidentOpen?.test?"test":s.status==="fine"&&s.occupied===!1&&!s.seenToBy?"quiet":s.status}function M(s){return s.incidentOpen?.test?Ce:s.status!=="fine"?z[s.status]:s.seenToBy?"mdi:account-check":s.occupied?"mdi:account":z.fine}var Ce="mdi:bell-ring";function W(s){let e=t=>t.incidentOpen?.test?re.indexOf("kept")+.5:re.indexOf(t.status);return[...s].sort((t,i)=>e(t)-e(i))}function de(s,e,t,i){let n=St(e);if(n==="fine"&&t.length)return{status:"paused",title:i("s_paused"),help:void 0};if(!e.length)return{status:"unknown",title:i("nothing"),help:void 0};let o=e.find(a=>a.status===n),r=new b(s),l={room:o.name,time:o.inactiveSince?r.time(o.inactiveSince):""};switch(n){case"fine":case"alarm":case"kept":return{status:"fine",title:i("all_quiet"),help:void 0};case"gone":{let a=s.states[o.app]?.last_changed;return{status:n,title:i("s_gone"),help:a&&i("h_gone",{time:r.time(new Date(a))})}}case"unknown":return{status:n,title:i("unknown"),help:void 0};case"inactive":{let a=o.missed?"missed":"inactive";return{status:n,title:i(`s_${a}`),help:i(`h_${a}`,l)}}default:return{status:n,title:i(`s_${n}`),help:i(`h_${n}`,l)}}}function ce(s,e,t,i){switch(e.status){case"alarm":{let{test:n,onset:o}=e.incidentOpen;return[t(n?"test":"alarm"),o&&ae(i.getTime()-o.getTime())].filter(l=>l!==void 0).join(" · ")}case"inactive":return t(e.missed?"missed":"inactive",{time:e.inactiveSince?new b(s).time(e.inactiveSince):""});case"fine":return e.seenToBy?e.seenToBy.name?t("seen_to",{name:e.seenToBy.name}):t("seen_to_somebody"):e.occupied===void 0?t("fine"):t(e.occupied?"fine_there":"fine_empty");default:return t(e.status)}}function ue(s,e){return W(s).filter(t=>t.incidentOpen).map(t=>`${t.name}: ${e(se(t.incidentOpen))}`).join(". ")}var P=class{constructor(e){this.host=e;e.addController(this)}host;timer;everyMs=3e4;connected=!1;set every(e){e!==this.everyMs&&(this.everyMs=e,this.connected&&this.start())}hostConnected(){this.connected=!0,this.start()}hostDisconnected(){this.connected=!1,clearInterval(this.timer)}start(){clearInterval(this.timer),this.timer=setInterval(()=>this.host.requestUpdate(),this.everyMs)}};var Et=[],pe=class{open=new Map;found=[];watched=[];seen;chosen;changed(e,t=Et){let i=this.seen;return this.seen=e,!i||i.entities!==e.entities||i.devices!==e.devices||i.locale!==e.locale||this.chosen!==t?(this.chosen=t,this.found=$t(e,t),this.watched=this.found.flatMap(xt),!0):this.watched.some(n=>i.states[n]!==e.states[n])}get missing(){return(this.chosen??Et).filter(e=>!this.found.some(t=>t.fall===e))}rooms(e){return this.seen?this.found.map(t=>this.remembering(At(this.seen,t,e))):[]}remembering(e){let t=this.open.get(e.fall);if(e.incidentOpen)this.open.set(e.fall,e);else{if(t&&(e.status==="gone"||e.status==="unknown"))return{...t,stale:!0};this.open.delete(e.fall)}return e}};var me=v`
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`,_i=1e3,yi=3e4,U=class extends y{static properties={hass:{attribute:!1},config:{state:!0}};watcher=new pe;ticker=new P(this);static getStubConfig(){return{}}setConfig(e){if(e.entities!==void 0&&!Array.isArray(e.entities))throw new Error("entities has to be a list of fall sensors, such as binary_sensor.living_room_fall");this.config=e}get missing(){return this.watcher.missing}shouldUpdate(e){return!this.hass||!this.config?!1:this.watcher.changed(this.hass,this.config.entities)||!e.has("hass")||e.size>1}readRooms(e){let t=this.watcher.rooms(e),i=W(t).filter(n=>n.incidentOpen);return this.ticker.every=i.length?_i:yi,{rooms:t,open:i}}};var vi=v`
  :host {
    display: inline-block;
  }
  button {
    --status: var(--warning-color);
    all: unset;
    box-sizing: border-box;
    cursor: pointer;
    min-height: 36px;
    padding: 4px 14px 4px 10px;
    display: inline-flex;
    gap: 8px;
    align-items: center;
    border-radius: 18px;
    background: var(--ha-card-background, var(--card-background-color));
    color: var(--primary-text-color);
    border: 1px solid var(--ha-card-border-color, var(--divider-color));
    font-size: 14px;
    font-weight: 500;
    font-variant-numeric: tabular-nums;
  }
  button.fine {
    --status: var(--success-color);
  }
  button.paused {
    --status: var(--secondary-text-color);
  }
  button:is(.alarm, .test) {
    --status: #fff;
    background: var(--falldetect-alarm-color, #b3261e);
    border-color: transparent;
    color: #fff;
  }
  button.test {
    background: #0b5484;
  }
  button:focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  ha-icon {
    --mdc-icon-size: 20px;
    color: var(--status);
  }
`,Oe=class extends U{static getConfigForm(){return _t()}render(){let e=this.hass,t=_(e.locale.language),i=new Date,{rooms:n,open:o}=this.readRooms(i),[r]=o,l=de(e,n,this.missing,t),a=r?{tone:le(r),icon:M(r),text:`${r.name}: ${ce(e,r,t,i)}`}:{tone:l.status,icon:z[l.status],text:l.title};return p`
      <span class="sr" role="alert">${ue(n,t)}</span>
      <button class=${a.tone} @click=${()=>this.tap(W(n)[0]?.fall)}>
        <ha-icon icon=${a.icon} aria-hidden="true"></ha-icon>
        <span>${a.text}</span>
      </button>
    `}tap(e){let t={tap_action:{action:"more-info"},entity:e,...this.config};Re(this,"hass-action",{config:t,action:"tap"})}static styles=[me,vi]};S("falldetect-badge",Oe);var Tt={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Rt=s=>(...e)=>({_$litDirective$:s,values:e}),he=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,i){this._$Ct=e,this._$AM=t,this._$Ci=i}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};var{I:bi}=it,Ct=s=>s;var Ot=()=>document.createComment(""),I=(s,e,t)=>{let i=s._$AA.parentNode,n=e===void 0?s._$AB:e._$AA;if(t===void 0){let o=i.insertBefore(Ot(),n),r=i.insertBefore(Ot(),n);t=new bi(o,r,s,s.options)}else{let o=t._$AB.nextSibling,r=t._$AM,l=r!==s;if(l){let a;t._$AQ?.(s),t._$AM=s,t._$AP!==void 0&&(a=s._$AU)!==r._$AU&&t._$AP(a)}if(o!==n||l){let a=t._$AA;for(;a!==o;){let u=Ct(a).nextSibling;Ct(i).insertBefore(a,n),a=u}}}return t},k=(s,e,t=s)=>(s._$AI(e,t),s),wi={},Ht=(s,e=wi)=>s._$AH=e,Nt=s=>s._$AH,fe=s=>{s._$AR(),s._$AA.remove()};var Dt=(s,e,t)=>{let i=new Map;for(let n=e;n<=t;n++)i.set(s[n],n);return i},zt=Rt(class extends he{constructor(s){if(super(s),s.type!==Tt.CHILD)throw Error("repeat() can only be used in text expressions")}dt(s,e,t){let i;t===void 0?t=e:e!==void 0&&(i=e);let n=[],o=[],r=0;for(let l of s)n[r]=i?i(l,r):r,o[r]=t(l,r),r++;return{values:o,keys:n}}render(s,e,t){return this.dt(s,e,t).values}update(s,[e,t,i]){let n=Nt(s),{values:o,keys:r}=this.dt(e,t,i);if(!Array.isArray(n))return this.ut=r,o;let l=this.ut??=[],a=[],u,f,d=0,m=n.length-1,h=0,g=o.length-1;for(;d<=m&&h<=g;)if(n[d]===null)d++;else if(n[m]===null)m--;else if(l[d]===r[h])a[h]=k(n[d],o[h]),d++,h++;else if(l[m]===r[g])a[g]=k(n[m],o[g]),m--,g--;else if(l[d]===r[g])a[g]=k(n[d],o[g]),I(s,a[g+1],n[d]),d++,g--;else if(l[m]===r[h])a[h]=k(n[m],o[h]),I(s,n[d],n[m]),m--,h++;else if(u===void 0&&(u=Dt(r,h,g),f=Dt(l,d,m)),u.has(l[d]))if(u.has(l[m])){let w=f.get(r[h]),_e=w!==void 0?n[w]:null;if(_e===null){let Ue=I(s,n[d]);k(Ue,o[h]),a[h]=Ue}else a[h]=k(_e,o[h]),I(s,n[d],_e),n[w]=null;h++}else fe(n[m]),m--;else fe(n[d]),d++;for(;h<=g;){let w=I(s,a[g+1]);k(w,o[h]),a[h++]=w}for(;d<=m;){let w=n[d++];w!==null&&fe(w)}return this.ut=r,Ht(s,a),A}});var Mt=v`
  ha-card {
    display: grid;
    gap: 16px;
    padding: 16px;
    container-type: inline-size;
    overflow: hidden;
  }
  h1,
  h2,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  h1 {
    font-size: 20px;
    line-height: 1.2;
    font-weight: 500;
  }
  falldetect-incident {
    margin: -4px;
    border-radius: calc(var(--ha-card-border-radius, 12px) - 2px);
    overflow: hidden;
  }
  .missing {
    font-size: 14px;
    overflow-wrap: anywhere;
    border: 1px solid var(--warning-color);
    border-radius: 12px;
    padding: 10px 12px;
  }
  .summary {
    --status: var(--warning-color);
    display: flex;
    gap: 12px;
    align-items: center;
  }
  .summary.fine {
    --status: var(--success-color);
  }
  .summary:not(.fine) {
    background: color-mix(in srgb, var(--status) 16%, transparent);
    border-radius: 12px;
    padding: 12px;
    margin: -4px;
  }
  .summary.paused {
    --status: var(--secondary-text-color);
  }
  .summary ha-icon {
    --mdc-icon-size: 32px;
    color: var(--status);
  }
  .summary h2 {
    font-size: 20px;
    line-height: 1.2;
    font-weight: 500;
  }
  .summary p {
    font-size: 14px;
    margin-top: 2px;
  }
  .tiles {
    list-style: none;
    display: grid;
    gap: 8px;
    grid-template-columns: repeat(auto-fit, minmax(160px, 1fr));
  }
  @container (max-width: 350px) {
    .tiles {
      grid-template-columns: repeat(auto-fit, minmax(118px, 1fr));
    }
  }
  .tile {
    --status: var(--disabled-color);
    all: unset;
    box-sizing: border-box;
    cursor: pointer;
    width: 100%;
    height: 100%;
    min-height: 56px;
    padding: 8px 12px 8px 10px;
    display: flex;
    gap: 10px;
    align-items: center;
    border: 1px solid var(--divider-color);
    border-radius: 12px;
  }
  .tile.fine {
    --status: var(--success-color);
  }
  .tile:is(.quiet, .gone, .unknown) {
    --status: var(--secondary-text-color);
  }
  .tile:is(.inactive, .kept, .lost) {
    --status: var(--warning-color);
  }
  .tile.alarm {
    --status: var(--error-color);
  }
  .tile.test {
    --status: var(--info-color);
  }
  .tile:is(.alarm, .test, .inactive, .kept, .lost) {
    border-color: var(--status);
  }
  .tile:focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  .icon {
    flex: none;
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    color: var(--status);
    background: color-mix(in srgb, var(--status) 18%, transparent);
  }
  .icon ha-icon {
    --mdc-icon-size: 22px;
  }
  .words {
    min-width: 0;
    display: grid;
  }
  .name {
    font-size: 14px;
    font-weight: 500;
    line-height: 20px;
  }
  .state {
    font-size: 12px;
    line-height: 16px;
    color: var(--secondary-text-color);
    font-variant-numeric: tabular-nums;
  }
  .warning {
    color: var(--primary-text-color);
  }
  .empty {
    display: grid;
    gap: 8px;
    justify-items: center;
    text-align: center;
    padding: 16px 8px;
  }
  .empty ha-icon {
    --mdc-icon-size: 40px;
    color: var(--secondary-text-color);
  }
  .empty h2 {
    font-size: 18px;
    font-weight: 500;
  }
  .empty p {
    color: var(--secondary-text-color);
    max-width: 36em;
  }
  a {
    color: var(--primary-text-color);
    text-underline-offset: 3px;
  }
`;var Pt=v`
  :host {
    display: block;
    container-type: inline-size;
  }
  .panel {
    --on: #fff;
    --fill: var(--falldetect-alarm-color, #b3261e);
    --line: rgb(255 255 255 / 55%);
    background: var(--fill);
    color: var(--on);
    border-radius: inherit;
    padding: 16px;
    display: grid;
    gap: 14px;
  }
  .panel.test {
    --fill: #0b5484;
  }
  .panel.kept {
    --fill: #7a4100;
  }
  header {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 12px;
    align-items: center;
  }
  header ha-icon {
    --mdc-icon-size: 40px;
  }
  p,
  h2,
  h3,
  dl,
  dd,
  ul {
    margin: 0;
  }
  .room {
    font-size: 14px;
    font-weight: 500;
  }
  h2 {
    font-size: 22px;
    line-height: 1.2;
    font-weight: 600;
  }
  .time {
    text-align: end;
    display: grid;
  }
  .count {
    font-size: 34px;
    line-height: 1;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .since {
    font-size: 13px;
    margin-top: 4px;
  }
  .picture {
    all: unset;
    display: block;
    cursor: zoom-in;
    border-radius: 8px;
    overflow: hidden;
    background: #000;
  }
  img {
    display: block;
    width: 100%;
    aspect-ratio: 16 / 9;
    object-fit: contain;
  }
  .facts {
    display: grid;
    gap: 8px;
    align-content: start;
    min-width: 0;
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
  }
  dt,
  h3 {
    font-size: 13px;
    font-weight: 400;
  }
  dd {
    font-size: 16px;
    font-weight: 600;
  }
  ul {
    padding-inline-start: 18px;
    font-size: 14px;
    line-height: 1.45;
  }
  summary {
    cursor: pointer;
    font-size: 14px;
    padding: 4px 0;
  }
  .actions,
  .reasons,
  .other {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .act {
    font: inherit;
    font-size: 16px;
    font-weight: 600;
    color: var(--on);
    background: transparent;
    border: 2px solid var(--line);
    border-radius: 12px;
    min-height: 48px;
    padding: 8px 18px;
    cursor: pointer;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    flex: 1 1 auto;
  }
  .act.first {
    background: var(--on);
    border-color: var(--on);
    color: var(--fill);
  }
  .act.plain {
    border-color: transparent;
    flex: 0 1 auto;
  }
  .act:hover:not(:disabled) {
    box-shadow: 0 0 0 2px var(--line);
  }
  .act:disabled,
  fieldset:disabled .act {
    opacity: 0.65;
    cursor: default;
  }
  :is(.act, .picture, input, summary):focus-visible {
    outline: 3px solid var(--on);
    outline-offset: 3px;
  }
  fieldset {
    all: unset;
    display: grid;
    gap: 10px;
    min-width: 0;
  }
  legend {
    font-size: 16px;
    font-weight: 600;
    padding: 0 0 10px;
  }
  .reasons .act {
    font-size: 15px;
    flex: 1 1 40%;
  }
  input {
    font: inherit;
    font-size: 16px;
    flex: 1 1 180px;
    min-width: 0;
    min-height: 48px;
    box-sizing: border-box;
    border: 2px solid var(--line);
    border-radius: 12px;
    padding: 8px 14px;
    background: rgb(0 0 0 / 25%);
    color: var(--on);
  }
  input::placeholder {
    color: var(--on);
    opacity: 0.85;
  }
  .error:not(.told) {
    position: absolute;
  }
  .note {
    border: 1px solid var(--line);
  }
  .told {
    background: var(--on);
    color: var(--fill);
  }
  .note,
  .told {
    border-radius: 8px;
    padding: 8px 12px;
    font-weight: 500;
  }
  @container (min-width: 460px) {
    .pictured {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .pictured > :not(.picture, .facts) {
      grid-column: 1 / -1;
    }
    .pictured > .facts {
      grid-column: 2;
    }
    .pictured > .picture {
      align-self: start;
    }
    .pictured > :is(.picture, .facts) {
      order: 1;
    }
    .pictured > :is(.actions, form, .error) {
      order: 2;
    }
  }
  @container (max-width: 359px) {
    header {
      grid-template-columns: auto 1fr;
    }
    .time {
      grid-column: 1 / -1;
      display: flex;
      align-items: baseline;
      gap: 8px;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel.alarm header ha-icon {
      animation: call 1.4s ease-in-out infinite;
    }
  }
  @keyframes call {
    50% {
      opacity: 0.35;
    }
  }
`;var ge=3,$i=["sat","bent","exercise","pet"],Ut=s=>p`<ul>${s.map(e=>p`<li>${e}</li>`)}</ul>`,He=class extends y{static properties={hass:{attribute:!1},room:{attribute:!1},showPicture:{type:Boolean},asks:{state:!0},sending:{state:!0},error:{state:!0}};static styles=Pt;constructor(){super(),this.showPicture=!0,this.asks=!1,this.sending=!1}render(){let e=this.room.incidentOpen;if(!e)return c;let t=_(this.hass.locale.language),i=e.test?"test":e.stage==="recovered"?"kept":"alarm",n=this.showPicture?e.picture:void 0;return p`
      <section class="panel ${i} ${n?"pictured":""}" aria-labelledby="title">
        <header>
          <ha-icon icon=${M(this.room)} aria-hidden="true"></ha-icon>
          <div class="what">
            <p class="room">${this.room.name}</p>
            <h2 id="title">${t(se(e))}</h2>
          </div>
          ${this.renderTime(e)}
        </header>
        ${this.room.stale?p`<p class="note">${t("stale")}</p>`:c}
        ${n?p`<button class="picture" @click=${()=>N(this,n.entity_id)}>
              <img src=${this.hass.hassUrl(vt(n))} alt=${t("picture",{room:this.room.name})} />
            </button>`:c}
        ${this.asks?this.renderQuestion():this.renderButtons()} ${this.renderFacts(e)}
        <p class="error ${this.error?"told":""}" role="alert">${this.error?t("failed",{error:this.error}):c}</p>
      </section>
    `}renderTime({onset:e,stage:t}){if(!e)return c;let i=_(this.hass.locale.language),n=i("since",{time:new b(this.hass).time(e)});return p`<div class="time">
      ${t==="recovered"?c:p`<span class="count" role="timer" aria-label=${i("on_floor")}>${ae(Date.now()-e.getTime())}</span>`}
      <span class="since">${n}</span>
    </div>`}renderFacts({event:e,reasons:t}){if(!e)return c;let i=_(this.hass.locale.language),n=["kind","direction"].filter(o=>{let r=e.attributes[o];return r&&r!=="unknown"});return!n.length&&!t.length?c:p`<div class="facts">
      ${n.length?p`<dl>
            ${n.map(o=>p`<div>
              <dt>${i(o)}</dt>
              <dd>${this.hass.formatEntityAttributeValue(e,o)}</dd>
            </div>`)}
          </dl>`:c}
      ${t.length?p`<h3>${i("why")}</h3>
            ${Ut(t.slice(0,ge))}
            ${t.length>ge?p`<details>
                  <summary>${i("more")} (${t.length-ge})</summary>
                  ${Ut(t.slice(ge))}
                </details>`:c}`:c}
    </div>`}renderButtons(){let e=_(this.hass.locale.language);return p`<div class="actions">
      <button class="act first" ?disabled=${this.sending||this.room.stale} @click=${()=>this.send("acknowledge",{})}>
        <ha-icon icon="mdi:account-check" aria-hidden="true"></ha-icon>${e("going")}
      </button>
      <button class="act" id="false-alarm" ?disabled=${this.sending||this.room.stale} @click=${()=>this.ask(!0)}>
        <ha-icon icon="mdi:bell-cancel" aria-hidden="true"></ha-icon>${e("false_alarm")}
      </button>
    </div>`}renderQuestion(){let e=_(this.hass.locale.language);return p`<form @submit=${this.onSubmit} @keydown=${this.onKey}>
      <fieldset ?disabled=${this.sending||this.room.stale}>
        <legend>${e("what_was_it")}</legend>
        <div class="reasons">
          ${$i.map(t=>p`<button type="button" class="act" @click=${()=>this.send("dismiss",{reason:e(t)})}>
              ${e(t)}
            </button>`)}
        </div>
        <div class="other">
          <input id="other" maxlength="500" autocomplete="off" placeholder=${e("other")} aria-label=${e("other")} />
          <button class="act first">${e("dismiss")}</button>
          <button type="button" class="act plain" @click=${()=>this.ask(!1)}>${e("back")}</button>
        </div>
      </fieldset>
    </form>`}async ask(e){this.asks=e,this.error=void 0,await this.updateComplete,this.renderRoot.querySelector(e?".reasons button":"#false-alarm")?.focus()}onKey(e){e.key==="Escape"&&(e.stopPropagation(),this.ask(!1))}onSubmit(e){e.preventDefault();let t=this.renderRoot.querySelector("#other").value.trim();this.send("dismiss",t?{reason:t}:{})}async send(e,t){this.sending=!0,this.error=void 0;try{await this.hass.callService("falldetect",e,t,{entity_id:this.room.fall},!1),this.asks=!1}catch(i){this.error=i?.message??String(i)}finally{this.sending=!1}}};S("falldetect-incident",He);var It=v`
  :host {
    display: block;
  }
  h3,
  h4,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  h3 {
    font-size: 16px;
    font-weight: 500;
  }
  h4,
  p {
    font-size: 13px;
    font-weight: 400;
    color: var(--secondary-text-color);
    margin-top: 8px;
  }
  h4::first-letter {
    text-transform: uppercase;
  }
  ul {
    list-style: none;
  }
  .row,
  .more {
    all: unset;
    box-sizing: border-box;
    cursor: pointer;
    border-radius: 8px;
  }
  .row {
    width: 100%;
    min-height: 48px;
    padding: 6px 0;
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 12px;
    align-items: center;
  }
  :is(.row, .more):focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  .row:hover {
    background: rgb(127 127 127 / 8%);
  }
  .row ha-icon {
    --mdc-icon-size: 20px;
    color: var(--secondary-text-color);
  }
  .fall ha-icon {
    color: var(--error-color);
  }
  .what {
    display: block;
    min-width: 0;
    font-size: 14px;
  }
  b {
    font-weight: 500;
  }
  .details {
    display: block;
    font-size: 13px;
    color: var(--secondary-text-color);
  }
  time {
    font-size: 13px;
    color: var(--secondary-text-color);
    font-variant-numeric: tabular-nums;
  }
  .more {
    min-height: 44px;
    display: inline-flex;
    align-items: center;
    font-size: 14px;
    font-weight: 500;
    color: var(--primary-text-color);
    text-decoration: underline;
    text-underline-offset: 3px;
  }
`;var qt=["recovered","acknowledged","dismissed","near_fall","inactivity_ended"],xi=["fall","person_down","long_lie","near_fall","inactivity_started"],Ne=s=>typeof s=="string"&&s?s:void 0,G=class{steps=new Map;add(e){let t=this.steps.size;for(let[i,n]of Object.entries(e.states))for(let{a:o={}}of n){let r=Ne(o.event_id),l=Date.parse(String(o.time));if(!r||Number.isNaN(l)||this.steps.has(r))continue;let a=String(o.incident);this.steps.set(r,{id:r,incident:a,entityId:i,type:String(o.event_type),time:l,attributes:o})}return this.steps.size>t}since(e){let t=[...this.steps.values()].sort((i,n)=>i.time-n.time);return[...D(t,i=>i.incident).values()].map(Ai).filter(i=>i!==void 0).filter(i=>i.began>=e).sort((i,n)=>n.began.getTime()-i.began.getTime())}};function Ai(s){let e=s.map(r=>r.type),t=s[s.length-1],i=xi.find(r=>e.includes(r))??(qt.includes(t.type)?"fall":void 0);if(i===void 0)return;let n=s.find(r=>qt.includes(r.type)),o={...t.attributes,...n?.attributes};return{id:t.incident,entityId:t.entityId,sort:i==="near_fall"?"near_fall":i.startsWith("inactivity")?"inactivity":"fall",headline:i==="long_lie"?"fall":i,outcome:n?.type??t.type,began:new Date(Math.min(s[0].time,Date.parse(String(t.attributes.onset))||1/0)),ended:n&&new Date(n.time),kind:String(o.kind??"unknown"),direction:String(o.direction??"unknown"),by:Ne(o.by),reason:Ne(o.reason),test:o.test===!0,missed:o.inactivity==="missed"}}function Lt(s,e){return e.status==="gone"||e.status==="unknown"?!0:s.sort==="inactivity"?e.inactiveSince!==void 0:e.incidentOpen?.id===s.id}var Si=864e5,De=4,ki={fall:"mdi:account-alert",near_fall:"mdi:shoe-sneaker",inactivity:"mdi:sleep"},Ei=({sort:s,outcome:e,test:t})=>s==="fall"&&e!=="dismissed"&&!t;function Ti({sort:s,outcome:e,test:t}){return t?Ce:e==="dismissed"?"mdi:bell-cancel":ki[s]}var ze=class extends y{static properties={hass:{attribute:!1},rooms:{attribute:!1},days:{type:Number},version:{state:!0},whole:{state:!0},told:{state:!0}};static styles=It;timeline=new G;followed="";unsubscribe;constructor(){super(),this.days=7,this.version=0,this.whole=!1,this.told=void 0,new P(this)}connectedCallback(){super.connectedCallback(),this.requestUpdate()}disconnectedCallback(){super.disconnectedCallback(),this.stop()}updated(){let e=this.rooms.map(i=>i.incident).filter(i=>i!==void 0),t=`${this.days} ${e.join(" ")}`;!this.isConnected||t===this.followed||(this.stop(),this.followed=t,this.timeline=new G,e.length&&(this.unsubscribe=this.follow(e)))}stop(){this.unsubscribe?.then(e=>e?.()),this.unsubscribe=void 0,this.followed=""}async follow(e){let t=this.timeline,i=n=>{this.told=!0,t.add(n)&&this.version++};try{return await this.hass.connection.subscribeMessage(i,{type:"history/stream",entity_ids:e,start_time:this.from().toISOString(),minimal_response:!1,significant_changes_only:!1,no_attributes:!1})}catch(n){console.warn("falldetect-card: no history",n),this.told=!1;return}}from(){return new Date(new b(this.hass).midnight(new Date).getTime()-(this.days-1)*Si)}render(){let e=_(this.hass.locale.language),t=new b(this.hass),i=new Date,n=this.timeline.since(this.from()),o=this.whole?n:n.slice(0,De);return p`
      <h3 id="title">${e("timeline")}</h3>
      ${n.length||this.told===void 0?c:p`<p>${this.told?e("quiet",{day:t.day(this.from(),i)}):e("no_history")}</p>`}
      ${[...D(o,({began:r})=>t.day(r,i))].map(([r,l])=>p`
          <h4>${r}</h4>
          <ul>
            ${l.map(a=>this.renderRow(a,t))}
          </ul>
        `)}
      ${n.length>De?p`<button class="more" aria-expanded=${this.whole} @click=${()=>this.whole=!this.whole}>
            ${this.whole?e("less"):`${e("more")} (${n.length-De})`}
          </button>`:c}
    `}renderRow(e,t){let i=_(this.hass.locale.language),n=this.rooms.find(o=>o.incident===e.entityId);return p`<li>
      <button class="row ${Ei(e)?"fall":""}" @click=${()=>N(this,e.entityId)}>
        <ha-icon icon=${Ti(e)} aria-hidden="true"></ha-icon>
        <span class="what">
          <b>${n?.name}: ${this.headline(e,i)}</b>
          <span class="details">${this.details(e,n,i).join(" · ")}</span>
        </span>
        <time datetime=${e.began.toISOString()}>${t.time(e.began)}</time>
      </button>
    </li>`}headline(e,t){return e.test?t("test"):e.outcome==="dismissed"?t("false_alarm"):e.sort==="inactivity"?t(e.missed?"s_missed":"s_inactive"):this.word(e,"event_type",e.headline)}details(e,t,i){let{sort:n,outcome:o,began:r,ended:l,by:a,reason:u,test:f}=e,d=[];if(n!=="inactivity"&&o!=="dismissed"&&!f)for(let m of["kind","direction"])e[m]!=="unknown"&&d.push(this.word(e,m,e[m]));return l===void 0?t&&Lt(e,t)&&d.push(i("open")):(o==="recovered"||o==="acknowledged")&&d.push(this.word(e,"event_type",o)),l&&(o==="recovered"||n==="inactivity")&&d.push(kt(l.getTime()-r.getTime(),this.hass.locale.language)),d.push(u&&`“${u}”`,a),d.filter(m=>m!==void 0)}word({entityId:e},t,i){let n=this.hass.states[e];return n?this.hass.formatEntityAttributeValue(n,t,i):i}};S("falldetect-timeline",ze);var Ri=7,Pe="https://github.com/falldetect/falldetect/blob/main/docs/card.md",Me=class extends U{static styles=[me,Mt];static getConfigForm(){return gt()}getCardSize(){return 5}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}render(){let e=this.hass,t=_(e.locale.language),i=new Date,{rooms:n,open:o}=this.readRooms(i);return p`
      <ha-card>
        <div class="sr" role="alert">${ue(n,t)}</div>
        ${this.config.title?p`<h1>${this.config.title}</h1>`:c}
        ${zt(o,r=>`${r.fall} ${r.incidentOpen.id}`,r=>p`<falldetect-incident
            .hass=${e}
            .room=${r}
            .showPicture=${this.config.show_picture??!0}
          ></falldetect-incident>`)}
        ${this.missing.map(r=>p`<p class="missing">${t("missing",{entity:r})}</p>`)}
        ${n.length?this.renderHome(n,o.length>0,t,i):c}
        ${n.length||this.missing.length?c:this.renderNothing(t)}
      </ha-card>
    `}renderHome(e,t,i,n){let o=this.config.days??Ri,r=de(this.hass,e,this.missing,i);return p`
      ${t?c:p`<div class="summary ${r.status}">
            <ha-icon icon=${z[r.status]} aria-hidden="true"></ha-icon>
            <div>
              <h2>${r.title}</h2>
              ${r.help?p`<p>${r.help}</p>`:c}
            </div>
          </div>`}
      <ul class="tiles" aria-label=${i("rooms")}>
        ${e.map(l=>p`<li>${this.renderTile(l,i,n)}</li>`)}
      </ul>
      ${o?p`<falldetect-timeline .hass=${this.hass} .rooms=${e} .days=${o}></falldetect-timeline>`:c}
    `}renderTile(e,t,i){return p`<button class="tile ${le(e)}" @click=${()=>N(this,Ci(e))}>
      <span class="icon"><ha-icon icon=${M(e)} aria-hidden="true"></ha-icon></span>
      <span class="words">
        <span class="name">${e.name}</span>
        <span class="state">${ce(this.hass,e,t,i)}</span>
        ${e.lostCameras.length&&e.status!=="lost"?p`<span class="state warning">${t("camera_lost")}</span>`:c}
      </span>
    </button>`}renderNothing(e){return p`<div class="empty">
      <ha-icon icon="mdi:cctv" aria-hidden="true"></ha-icon>
      <h2>${e("nothing")}</h2>
      <p>${e("nothing_help")}</p>
      <a href=${Pe} target="_blank" rel="noreferrer">${e("how")}</a>
    </div>`}};function Ci(s){return{gone:s.app,inactive:s.inactivity,lost:s.lostCameras[0],paused:s.monitoring}[s.status]??s.fall}S("falldetect-card",Me);function Bt(s,e,t){s.some(i=>i.type===e)||s.push({type:e,get name(){return _(F())("c_name")},get description(){return _(F())(t)},preview:!0,documentationURL:Pe,getEntitySuggestion:(i,n)=>wt(i,n)?{config:{type:`custom:${e}`,entities:[n]}}:null})}Bt(window.customCards??=[],"falldetect-card","c_description");Bt(window.customBadges??=[],"falldetect-badge","b_description");

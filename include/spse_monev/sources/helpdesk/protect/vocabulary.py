"""Words that tell a name from the rest of a sentence: tables only, all in lower case.

`FUNCTION` ends every name, `COMMON` ends those written in small letters, `GIVEN` are given names that are masked
without any cue. A word that is both common and a name (Indah, Cahaya) is in `COMMON` only if complaints use it.
"""

from __future__ import annotations

from spacy.lang.id.stop_words import STOP_WORDS


def words(text: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(text.split())


# Words that nobody is called and that no company is named after.
FUNCTION = words(
    """
    yang yg yng dan atau atw dengan dgn dng untuk utk buat pada pd dari dr di ke kepada oleh karena krn karna sebab
    agar supaya jika kalau kalo klo kl apabila bila ketika saat sejak setelah stlh sebelum sblm sampai hingga
    tentang terkait tidak tdk tak gak ga gk nggak ngga enggak ndak ora mboten bukan belum blm blum belom sudah sdh
    udah udh dah telah akan sedang sdg lagi lg masih msh juga jg saja aja sja hanya hny cuma bisa bs dapat dpt mau
    mo ingin harus hrs perlu boleh mohon mhn mohonn tolong tlg tolonglah minta bantu dibantu bantuan bantuannya ini
    itu tsb tersebut begini begitu saya sy aku ak gw gue kami km kita kt anda kamu kalian mereka dia ia nya apa
    apakah kenapa knp mengapa bagaimana bgmn gimana gmn gmna kapan dimana dmn mana siapa berapa brp kok ko kan dong
    donk deh sih ya yaa iya iyaa oke ok okay nih tuh lho loh nah wah waduh aduh namun tapi tp tetapi sedangkan lalu
    kemudian terus trus trs maka padahal malah bahkan serta selaku sebagai sbg adalah ialah yaitu yakni seperti spt
    kayak sangat sekali bgt banget terlalu agak lebih kurang paling semua semuanya setiap tiap sendiri lain lainnya
    terima kasih makasih trims trimakasih terimakasih thanks thx tks maaf mf permisi selamat pagi siang sore malam
    malem salam hormat assalamualaikum wassalam is the and or of to for from with not can cannot please sir gagal
    error eror salah lupa ditolak diblokir
    """
)

# Towns that complaints mention beside a name.
PLACES = words("lumajang malang surabaya jember probolinggo pasuruan jakarta bandung jatim jateng jabar")

COMMON = (
    STOP_WORDS
    | FUNCTION
    | PLACES
    | words(
        """
        kekunci keblokir kehapus ketutup keganti kepencet kelewat ketinggalan keluarannya bareng umur sudi maklum
        dinten jago kades jare forgotten last used what should do how when my your yes no cant i we it this that
        have has try tried again wrong need cannot open file tua muda pensiun admin administrator adm min minn
        operator helpdesk petugas staf staff tim kepala ketua sekretaris anggota panitia pokja pp ppk pa kpa pphp
        pejabat direktur dirut direksi komisaris pimpinan manajer manager karyawan pegawai asn pns penyedia rekanan
        vendor peserta auditor bpk bpkp inspektorat apip publik masyarakat warga user pengguna pemohon pelapor
        verifikator verifikasi terverifikasi bapak ibu pak bu bp sdr sdri saudara saudari mas mbak mba kak kakak kk
        bang abang om tante bos boss gan sis bro bapaknya ibunya teman teman2 rekan kawan kawan2 orang anak yth lpse
        lkpp spse ukpbj ulp bpbj dinas kominfo kantor badan bagian sekretariat setda pemkab pemkot pemda pemprov
        pemerintah kabupaten kab kota provinsi prov kecamatan kelurahan desa rsud puskesmas sekolah universitas
        kementerian opd skpd instansi lembaga satker unit upt uptd dpmd bappeda bpkad dprd inaproc sirup sikap oss
        nib dukcapil djp kswp sipd bsre tte sso vms apendo spamkodok ekatalog katalog e-katalog toko daring
        epurchasing aplikasi apk app web website situs laman halaman sistem sistemnya server jaringan internet inet
        koneksi sinyal wifi komputer laptop hp handphone browser peramban chrome mozilla firefox edge opera safari
        windows excel word pdf zip rar jpg png berkas dokumen dok data foto gambar lampiran surat email imel e-mail
        pesan notif notifikasi sms wa whatsapp chat telepon telpon telp nomor nomer kode password pasword pass sandi
        kata akun login log masuk logout keluar daftar pendaftaran registrasi reset aktivasi aktif aktifkan nonaktif
        blokir terblokir buka dibuka membuka terbuka tutup ditutup tertutup akses diakses mengakses upload uplod
        aplot unggah mengunggah diunggah terunggah download donlod unduh mengunduh diunduh kirim mengirim dikirim
        terkirim simpan menyimpan disimpan tersimpan hapus menghapus dihapus terhapus ubah mengubah diubah berubah
        edit ganti mengganti diganti isi mengisi diisi terisi input klik pilih memilih dipilih cek ngecek dicek
        periksa diperiksa coba mencoba dicoba ulang mengulang diulang lihat liat dilihat muncul tampil menampilkan
        tampilan tombol menu fitur kolom form formulir tabel baris captcha otp pin kuota tender paket lelang
        pengadaan pemilihan penawaran harga hps pagu nilai anggaran kualifikasi administrasi teknis jadwal tahap
        tahapan aanwijzing penjelasan sanggah sanggahan banding evaluasi pembuktian klarifikasi negosiasi pemenang
        pengumuman kontrak spk sppbj bast spmk addendum adendum perubahan perpanjangan pembayaran termin jaminan
        reviu review rup rab bq boq dpa rka sbu siup tdp npwp nik nip ktp sim akta pajak spt bukti rekening bank
        perusahaan usaha cv pt ud pd tb fa koperasi yayasan cabang pusat proyek pekerjaan konstruksi konsultan
        konsultansi jasa barang jalan jembatan gedung rehab rehabilitasi pembangunan pemeliharaan peningkatan
        masalah kendala gangguan keluhan laporan lapor melapor info informasi pertanyaan tanya bertanya nanya
        jawaban solusi cara caranya langkah panduan petunjuk pelatihan bimtek bimbingan layanan pelayanan loket jam
        menit detik hari tgl tanggal bulan minggu tahun senin selasa rabu kamis jumat jum'at sabtu januari februari
        maret april mei juni juli agustus september oktober november desember kemarin kmrn kemaren besok bsk tadi td
        tadinya nanti barusan skrg sekarang skr sekarang2 awal akhir batas deadline lama lemot lambat lelet pelan
        cepat berat ringan hang macet mati down putus putus2 loading muter muter-muter berputar blank kosong putih
        hitam merah kuning hijau hilang ilang rusak corrupt bermasalah error-nya errornya eror trouble timeout
        expired kadaluarsa kedaluwarsa invalid valid failed gagal berhasil sukses selesai proses diproses memproses
        pending tunggu menunggu ditunggu antri respon respons balas dibalas balasan hubungi menghubungi dihubungi
        kontak telponan info-nya kejelasan kepastian percepat dipercepat segera urgent penting mendesak darurat
        secepatnya bantu membantu dibantu arahan arahannya petunjuknya pencerahan solusinya gmn gmna gmana gimn piye
        yok opo iki niki iku kuwi nggih njih inggih monggo nuwun suwun matur ngapunten sampun dereng saget mboten
        kulo kula panjenengan njenengan niku wonten pripun ngoten ngeten ngge kagem badhe ajeng damel napa nopo
        tulung gak iso ora wis durung arep arek mlebu metu kok ngene ngono maneh terus ae wae jek sek sik blh bole
        boleh bgaimana trnyata trtulis tertulis keterangan ket catatan tes test testing coba2 kosongan baik baikk
        siap noted lanjut stop batal cancel dibatalkan pembatalan benar bener betul salah keliru beda berbeda sama
        sesuai lengkap tidaknya kurang lebih banyak sedikit besar kecil maksimal minimal ukuran format versi update
        pembaruan instal install terinstal uninstall java jre aplikasinya file2 filenya dokumennya datanya akunnya
        paswordnya passwordnya emailnya webnya websitenya servernya linknya link tautan url alamat alamatnya nama
        namanya judul tanda tangan ttd digital elektronik kunci enkripsi dekripsi sertifikat izin ijin klasifikasi
        sub bidang terbaru terakhir pertama kedua ketiga satu dua tiga empat lima enam tujuh delapan sembilan
        sepuluh nol mau2 biar supaya spy malah mulu melulu selalu sering kadang kadang2 tiba tiba2 mendadak ternyata
        sepertinya kayaknya kyknya mungkin mgkn pasti harusnya seharusnya padahal barangkali malam semalam dari2
        sampe sampek smpe smp jawab telat terlambat keburu mepet habis abis sisa hampir baru br dulu dl dlu aj ajah
        kali x tu tuh np yaa yah via lewat melalui melalu pakai pake memakai menggunakan gunakan dipakai digunakan
        memang emang emg surel notulen rapat undangan hadir menghadiri ruang aula lantai tamu buku alamatkan
        domisili tinggal dinasnya tembusan perihal hal lampirannya nomornya disposisi hasil hasilnya cetak print
        scan scanner pesanan pembelian beli bayar transfer biaya tagihan faktur kwitansi nota barangnya kirimnya
        stok produk sini situ sana disini disitu disana kesini kesana dll dsb dst dkk nb ps cc fyi asap bilang suruh
        disuruh nunggu kasih dikasih ngasih bikin dibikin nyari cari dicari ketemu nemu balik nelpon nelfon kirimin
        tolongin bantuin kasi nyoba nyobain masukin keluarin liatin cekin suruhan kata2 ngomong omong jelasin tau
        taunya tanyain nanyain ganti2 pindah geser tekan pencet sentuh scroll refresh restart relogin kirim2 minta2
        daftarin daftarkan mendaftar lanjutkan teruskan ajukan mengajukan pengajuan usul mengusulkan diusulkan
        terima menerima diterima tolak menolak penolakan setuju disetujui persetujuan tandatangan bukanya dapet
        dapetin dpet ngga2 bsa bsanya kmaren pgi bgaimna krg kurng lngkap blom lom lum sdah sdh2 dlm dg dng tsbt
        trsebut tlong tolonggg mohonn kakkk paakk pakk buu ibuk pk pakde bude cuman cm knapa kenapaa ngapain gabisa
        gakbisa gbs gbisa tdkbisa gabisaa gaada gada gaktau gatau ndk ndak nda tdak tida bukn skli sekali2 hri jm
        mnt terkendala kendalanya kesulitan sulit susah gampang mudah bingung bngung heran kecewa marah kesal emosi
        parah ribet repot capek situasi kondisi keadaan syarat persyaratan peraturan aturan perpres perlem undang
        permen dasar hukum pasal juknis juklak monitor layar keyboard mouse kabel modem router vpn proxy dns hosting
        domain database db cache cookie cookies history script eror2 bug ngebug crash ngehang ngelag lag buffering
        notice warning alert popup dialog beranda dashboard profil profile setting pengaturan konfigurasi subkon
        subkontraktor kso konsorsium ksobadan personel personil alat peralatan pengalaman neraca keuangan audit pph
        ppn kinerja skor bobot ranking peringkat urutan nomor2 kolom2 isian output rumus excelnya indonesia daerah
        pertama2 terakhirnya misal contohnya contohin termasuk diluar didalam didepan dibawah diatas diantara antara
        sebelah samping kanan kiri atas bawah dalam depan belakang rumah kos kampung warung pasar kampus jalanan
        lapangan parkir senang puas bagus jelek buruk mantap oke2 sip sipp lancar selamat2 ramah cuek galak sopan
        judes responsif jangan2 sekalian sekalian2 segera2 se-segera pokoknya intinya singkatnya yaitu anu ituh inih
        gitu gt gtu gitulah gini gni hehe hehehe haha wkwk wkwkwk huhu hiks duh aduhh astaga astaghfirullah
        alhamdulillah insyaallah insya allah amiin aamiin semoga mudah2an plis pliss please pls help info2 urgen
        dadakan deadline-nya ditungguin ditunggu2 udahan udahh blm2 msih2 pas copy copas paste salin menyalin tempel
        menempel nempel pahami ekstrak generate mewakili pemula ambil mengambil diambil pegang beliau langsung
        berlaku huruf temen jadi waktu rp camat lurah bendahara pengelola pengurus rt rw kabeh cino wajib tipe baca
        membaca dibaca dengar denger tulis menulis ketik mengetik ngetik hitung jumlahkan bandingkan cocokkan pasang
        memasang jalankan tahu paham ngerti mengerti ikut ikuti mengikuti serahkan titip titipkan antar antarkan
        kumpulkan susun menyusun siapkan urus mengurus bawa membawa taruh simpen bayarkan laporkan sampaikan
        jelaskan tanyakan konfirmasi konfirmasikan validasi verif approve klaim dikasi dimintai disuruhnya disalin
        terbaca terdengar terpasang berjalan terhenti berhenti stuck ngadat ngambek eksekusi giliran urut satu2
        beginian mendingan pengen pingin kepengen kebetulan rupanya untung sayangnya sebetulnya sejujurnya terpaksa
        punya milik punyanya kepunyaan pribadi orangnya orang2 pemilik owner dirinya sendiri2 masing2 ambo awak den
        sa sia kitorang torang dorang ko abdi kuring aing urang mah teh atuh euy punten punteun hatur tos teu aya
        oge ji mi pi toh kah kodong mace pace tabea bah lae ito hamba patik nian wak yuk cik uda uni gini2 dilihatin
        ditanyain dibenerin dibetulin betulin benerin perbaiki diperbaiki perbaikan menunggunya laporannya online
        offline manual otomatis digitalnya hardcopy softcopy asli palsu salinan fotokopi legalisir materai meterai
        stempel cap kuasa wakil ahli tenaga pengawas perencana pelaksana pelaksanaan swakelola seleksi penunjukan
        pascakualifikasi prakualifikasi dua2nya satunya keduanya semuanyaa dunia meninggal sakit cuti luar libur
        lembur tokennya apendonya spsenya lpsenya filena dokumenna loop oh eh hem hmm hm umm lha lah walah waladalah
        alah yowes yowis wes uwes sampean sampeyan rek cah mase mbake pakne bune saiki wingi mengko sesuk esuk bengi
        awan isuk nang ning neng nek lek menawi sanes sae salam
        """
    )
)

# Common words that are part of a name when they are written with a capital behind one.
NAMES_IN_CAPITALS = words(
    "ning nang contoh indah cahaya purnama bagus sabar sukses lancar jaya mulia harapan putih merah"
)

# Given names (and family names as common as these) by which no complaint calls anything else.
GIVEN = words(
    """
    abd abdul abdullah ach moh muh much mohd achmad ade adi aditya agung agus ahmad aisyah akbar alfian ali amalia
    amin andi andika andri andy anggi anggraini anisa anita anton antonius anwar ari arief arif arifin aris arman
    asep astuti awaludin ayu azhar azis bachtiar bagas bagus bambang basri basuki bayu benny bima budi budianto
    budiman budiono chairul chandra citra damar danang dani darmanto darmawan dedi dedy deni deny desi desy devi
    dewanto dewi dian diana didik dimas dina dini djoko doni dwi dyah eddy edi edy efendi effendi eka eko endah
    endang endro erna ernawati erni erwin fadli fahmi faisal fajar fandi farhan farida fatimah fauzi febri ferdi
    ferry fikri fitri fitria fitriani galih ghofur gilang ginting giyanto gunawan guntur gusti hadi hafid halim
    hamid hanafi handayani handoko harahap hari hariyanto harjo harsono hartati hartono haryanto hasan hasanah hasbi
    hasyim hendra hendri hendro heni henry heri herman hermawan heru hesti hidayat hidayati husein hutapea ibrahim
    ida idris ika ilham ilyas imam iman indra indri intan iqbal irawan irfan irma irwan isa ishak ismail iwan iwanto
    jaelani jamal jamil johan johanes joko jumadi junaidi karno kartika kartini kasim ketut khairul khoirul kholis
    khusnul komang krisna kristina kurnia kurniawan kurniawati kusnadi kusuma laila latif lestari lilik lina linda
    lubis lukman lusi made mahendra mahmud mansur mardi mardiyah maria marsudi martono maryam maskur maulana mawar
    mega melati meri miftah misbah moch mochamad mohamad mohammad muchlis muhamad muhammad mujiono mukti mulyadi
    mulyono munir musa musthofa mustofa mutia nana nanang nanik nasir nasrul nastiti nasution ngadiman ngatimin
    ngatini ngatmi ngurah nining nita novan novi novita nugraha nugroho nur nuraini nurhasanah nurhayati nurul
    nyoman oktavia paijo paimin pambudi panjaitan parjo permadi permana ponidi poniman ponirah prabowo pramono
    prasetya prasetyo pratama pratiwi priyanto priyono purnama purnomo purwanto putra putri putu rachmat rahayu
    rahma rahman rahmat rahmawati ratih ratna reza rian ridwan rifai rifqi rina rini rizal rizki rizky robert
    rochman rohmah rohman rokhim romli rosidi rosita rosyid rudi rudy rukmini rusdi sabar sahrul samsudin samsul
    santi santosa santoso sapto saputra saputri sari sartika satrio sembiring setiawan setiawati setyawan setyo
    sholeh sidik sigit sihombing silvia simanjuntak simon siregar siti sitompul situmorang slamet sofyan soleh
    soleman solikin sri stefanus subagyo sudarmaji sudarsono sudirman sugeng sugianto sugiarto sugiono suhadi
    suharti suharto suhartono suherman sujarwo sujono sukardi sukarno sulaeman sulaiman sulastri sulistyo
    sulistyowati sumadi sumardi sumarno sumiati sunardi sunarto sundari supardi suparman suparno supri supriadi
    supriyadi supriyanto supriyono suratno surono surya suryadi suryani suryanto suryono susanti susanto susilo
    susilowati sutanto sutarno sutikno sutrisno suwandi suwarno suyanto suyono syahrul syaiful syamsul tarigan
    tarmizi tasya taufik taufiq teguh titik tohir toni tony totok tri triyono tukimin tumini turino tutik udin ulfa
    umam umar umi untung utami utomo veri viktor vina wagiman wahyu wahyudi wahyuni wahyuningsih waluyo wanto
    warsito wati wawan wayan wibowo widi widodo widya widyastuti wijaya wijayanti winarno winarti wiyono wulandari
    yahya yanti yanto yanuar yatno yayan yayuk yoga yogi yohanes yoyok yudha yudi yuli yulia yuliana yuliani
    yulianti yulianto yuni yunita yunus yusron yusuf zaenal zainal zainuddin zainudin zaki zuhri zulkifli
    """
)

# Given names that may stand for something else, so that one alone, in small letters, proves nothing.
WEAK_GIVEN = words(
    """
    ade adi agung akbar ali amin ari ayu bagus bima citra damar diana dini dwi eka fajar galih gilang guntur hadi
    hari hidayat iman indra intan isa karno kartika kurnia kusuma lestari lina made mahendra maria mawar mega melati
    mukti musa nana novi nur permana prabowo pratama purnama putra putri rahayu robert sabar santi sapto sari sejati
    setyo sigit simon slamet sri surono surya teguh titik toni tony totok tri untung utama utami wahyu wati wijaya
    yoga
    """
)

# What a company is named with, though a sentence may hold it as well.
COMPANY_WORDS = words(
    """
    jaya abadi makmur karya mandiri utama sejahtera bersama konstruksi teknik teknologi sumber rejeki rezeki berkah
    barokah mulia sentosa perkasa persada nusantara indonesia indo tama mitra usaha usahatama anugerah anugrah cipta
    kencana prima sarana putra putri saudara tunggal surya cahaya bintang bangun bangunan graha griya media solusi
    global sakti agung maju lancar subur sukses cemerlang gemilang mega multi tri dwi eka konsultan consultant
    engineering contractor kontraktor perdana pratama perintis tbk persero group grup sejati amanah delta alam raya
    timur barat utara selatan tengah jawa bali lestari permai kontruksi baru dua tiga empat lima tujuh sembilan
    simpan pinjam serba unit syariah bina citra sinar rukun harapan
    """
)
COMPANY_FORMS = words("pt cv ud pd tb fa po kop koperasi yayasan firma pte ltd perum perumda")
COMPANY_ENDINGS = words("tbk persero pt cv ltd pte ud")

# An institution with one of these words in its name is an office, no company.
OFFICE = words(
    """
    dinas badan kantor bagian bidang sekretariat setda setwan sekda inspektorat kecamatan kec kelurahan kel desa
    pemdes pemkab pemkot pemda pemprov pemerintah pemerintahan kabupaten kab kota provinsi prov kementerian lembaga
    rsud rsu puskesmas sekolah sd sdn smp smpn sma sman smk smkn madrasah mi mts man universitas politeknik dprd
    satpol kominfo diskominfo dpmd bappeda bpkad bkd bpbd dlh dpupr pupr dispendik disdik dinkes lpse lkpp ukpbj ulp
    bpbj pokja ppk pa kpa opd skpd upt uptd satker balai polres kodim kejaksaan pengadilan kpu bawaslu bpn bps bpk
    bpkp perangkat
    """
)

# Heads of a phrase that names an office, so that what follows is no one's address ('Kantor Desa ...').
OFFICE_HEADS = OFFICE | words("camat lurah kepala kades kasi kaur perangkat staf staff bendahara operator ppk")

# What a road is in the name of a work package ('Rehabilitasi Jalan ...').
WORKS = words(
    """
    belanja modal pembangunan rehabilitasi rehab pemeliharaan peningkatan perbaikan paket proyek pekerjaan ruas
    pengaspalan pelebaran rekonstruksi pembuatan penataan pengadaan pengawasan perencanaan penerangan lampu drainase
    trotoar hotmix paving konstruksi bina marga tender lelang overlay preservasi betonisasi makadam lapen berkala
    rutin
    """
)

# Titles before a name and degrees behind it, without dots.
TITLES = words(
    """
    ir drs dra dr drg drh prof h hj kh r rr rm ra tn ny ust ustadz apt hc pdt kompol akbp letkol serka aiptu bripka
    """
)
DEGREES = words(
    """
    sppd spog spa spb spjp spm se sh st skom ssos spd sip sp ssi sak sikom sstp amd mm mt msi mh mkom map mpd msc
    mba phd bsc sag shi sei spt skm skep skh mkn mag mma ma mtp mads sst strp strt sap mpsdm ak ca cpa amdkom amdkeb
    amdkep ssn stp shut sked sthi msda meng beng sfarm sgz stph mipol mmkes mkes mphil cht ccna
    """
)

# Words before a name: 'Bapak ...', 'Mbak ...'.
HONORIFICS = words(
    """
    prof drg drs dra hj kh bapak bpk bp pak ibu bu sdr sdri sdr/i saudara saudari mas mbak mba mbk kak kakak bang
    abang mr mrs ms miss tn ny tuan nyonya haji ust ustadz gus cak kang om tante dik adik daeng
    """
)

GREETINGS = words(
    """
    assalamualaikum assalamu assalammualaikum alaikum aslm askum asw ass wr wb warahmatullahi wabarakatuh
    warohmatullohi wabarokatuh selamat slmt met mat pagi pg siang sore malam malem halo hallo hello helo hai hi hey
    hay permisi misi maaf salam sejahtera hormat dengan bapak ibu pak bu bpk sdr kak kakak mas mbak mba min admin
    minlpse bos bosku gan om yth kepada tim team helpdesk semua rekan swastiastu shalom namo buddhaya punten nuwun
    sewu kulonuwun
    """
)
THANKS = words(
    """
    terima kasih terimakasih trimakasih trima makasih makasi mksh mkasih trims trmksh tks thx thanks thank you
    thankyou tengkyu suwun nuwun matur sembah hatur banyak sebelumnya atas perhatiannya kerjasamanya bantuannya
    wassalam wassalamualaikum waalaikumsalam wr wb salam hormat kami saya pak bu bapak ibu kak mas mbak min admin ya
    yaa demikian
    """
)
